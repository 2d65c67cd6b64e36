// Calls the operations through Alibaba Cloud's three npm SDKs, as a program
// above them would. It knows nothing of concord but CONCORD_ENDPOINT.
import {createRequire} from 'node:module';
import {parseArgs} from 'node:util';

const require = createRequire(import.meta.url);
const {RPCClient} = require('@alicloud/pop-core');
const {default: ECS, DescribeImagesRequest} = require('@alicloud/ecs20140526');
const core = require('@alicloud/openapi-core');
const {default: OpenApi, Config, Params, OpenApiRequest} = require('@alicloud/openapi-client');
const {RuntimeOptions} = require('@alicloud/tea-util');

const {values} = parseArgs({options: {
  'page-size': {type: 'string', default: '10'},
  architecture: {type: 'string', default: 'x86_64'},
  password: {type: 'string', default: 'registry-password'},
}});
const base = process.env.CONCORD_ENDPOINT;
const host = new URL(base).host;
const key = {accessKeyId: 'testAccessKeyId', accessKeySecret: 'testAccessKeySecret'};
const regionId = 'cn-hangzhou';
const describe = {Architecture: values.architecture, PageSize: Number(values['page-size'])};

async function popCore() {
  const client = new RPCClient({...key, endpoint: base, apiVersion: '2014-05-26'});
  for (const method of ['POST', 'GET']) await client.request('DescribeImages', {RegionId: regionId, ...describe}, {method});
}

async function typed() {
  const client = new ECS(new core.$OpenApiUtil.Config({...key, endpoint: host, protocol: 'HTTP', regionId}));
  const {body} = await client.describeImages(new DescribeImagesRequest({regionId, architecture: describe.Architecture, pageSize: describe.PageSize}));
  if (!body.images.image.length) throw new Error('no image');
}

async function openApi(action, version, method, query) {
  const client = new OpenApi(new Config({...key, endpoint: host, protocol: 'HTTP', regionId}));
  const params = new Params({action, version, protocol: 'HTTP', pathname: '/', method, authType: 'AK', style: 'RPC', reqBodyType: 'formData', bodyType: 'json'});
  return (await client.callApi(params, new OpenApiRequest({query}), new RuntimeOptions({}))).body;
}

async function images() {
  const {ImageId} = await openApi('AddImage', '2023-07-01', 'POST', {Name: 'npm-' + process.pid, ImageType: 'Container', ContainerImageSpec:
    JSON.stringify({IsACRRegistry: true, RegistryCredential: {Password: values.password, Server: 'registry.example', UserName: 'npm'}, RegistryUrl: 'registry.example/tool:1'})});
  await openApi('GetImage', '2023-07-01', 'POST', {ImageId});
  await openApi('ListCommunityImages', '2018-04-12', 'GET', {BaseOsTag: 'CentOS_7.2_64'});
}

for (const call of [popCore, typed, images]) {
  try {
    await call();
    console.log(`${call.name}: ok`);
  } catch (err) {
    console.log(`${call.name}: ${err.message}`);
    process.exitCode = 1;
  }
}
