// Alibaba Cloud's npm SDKs behind `concord gate` and before `concord mock`.
// They ignore proxy variables and are led by CONCORD_ENDPOINT.
//
// CONCORD names the program; without it, it is built from this checkout.
import assert from 'node:assert/strict';
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const dir = mkdtempSync(join(tmpdir(), 'sdktest-'));
let concord = process.env.CONCORD;

before(() => {
  if (concord) return;
  concord = join(dir, 'concord');
  execFileSync('go', ['build', '-o', concord, './cmd/concord'], {cwd: join(here, '..', '..', '..'), stdio: 'inherit'});
});
after(() => rmSync(dir, {recursive: true, force: true}));

// gated runs calls.mjs behind the gate.
function gated(args, flags = []) {
  const out = mkdtempSync(join(dir, 'gate-'));
  const run = spawnSync(concord, ['gate', '--out', out, ...flags, '--', process.execPath, join(here, 'calls.mjs'), ...args], {encoding: 'utf8', cwd: out});
  const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')).results;
  const findings = results.flatMap((r) => r.findings ?? []).filter((f) => f.severity !== 'info');
  return {
    code: run.status,
    text: run.stdout + run.stderr,
    out,
    operations: [...new Set(results.map((r) => r.operation))].sort(),
    findings: [...new Set(findings.map((f) => `${f.severity} ${f.check} ${f.path}`))].sort(),
  };
}

// What the npm SDKs do that no page shows, reviewed.
const reviewed = [
  // A password travels in the query of AddImage.
  'warning request-secret ContainerImageSpec.RegistryCredential.Password',
];

test('the operations conform', () => {
  const got = gated([]);
  assert.deepEqual(got.findings, reviewed, got.text);
  assert.equal(got.code, 0, got.text);
  assert.deepEqual(got.operations, [
    'alibaba/ecs/DescribeImages', 'alibaba/ehpc@2018-04-12/ListCommunityImages', 'alibaba/ehpcinstant/AddImage', 'alibaba/ehpcinstant/GetImage',
  ]);
});

test('what is sent wrongly is named', () => {
  const got = gated(['--page-size', '500', '--architecture', 'sparc']);
  assert.deepEqual(got.findings, ['error request-enum Architecture', 'error request-range PageSize', ...reviewed], got.text);
  assert.equal(got.code, 1);
});

test('a password is kept nowhere', () => {
  const got = gated(['--password', 'Pa55/w+ord%&=~é'], ['-v', '--record', 'tape.yaml']);
  const texts = [got.text, ...readdirSync(got.out).map((name) => readFileSync(join(got.out, name), 'utf8'))];
  for (const text of texts) assert.doesNotMatch(text, /Pa55|UGE1NS/);
});

// mocked runs f against a mock.
async function mocked(flags, f) {
  const mock = spawn(concord, ['mock', ...flags], {stdio: ['ignore', 'pipe', 'inherit']});
  try {
    const line = await new Promise((resolve) => mock.stdout.once('data', (data) => resolve(String(data))));
    await f(line.trim());
  } finally {
    mock.kill('SIGINT');
  }
}

test('errors come as the SDKs tell them', async () => {
  const {RPCClient} = require('@alicloud/pop-core');
  const {default: ECS, DescribeImagesRequest} = require('@alicloud/ecs20140526');
  const {$OpenApiUtil} = require('@alicloud/openapi-core');
  await mocked([], async (base) => {
    const pop = (accessKeySecret) => new RPCClient({accessKeyId: 'testAccessKeyId', accessKeySecret, endpoint: base, apiVersion: '2014-05-26'});
    const ecs = (accessKeySecret) => new ECS(new $OpenApiUtil.Config({accessKeyId: 'testAccessKeyId', accessKeySecret, endpoint: new URL(base).host, protocol: 'HTTP', regionId: 'cn-hangzhou'}));
    await assert.rejects(pop('another').request('DescribeImages', {RegionId: 'cn-hangzhou'}, {method: 'POST'}), {name: 'SignatureDoesNotMatchError', code: 'SignatureDoesNotMatch'});
    await assert.rejects(ecs('another').describeImages(new DescribeImagesRequest({regionId: 'cn-hangzhou'})), {name: 'ClientError', code: 'SignatureDoesNotMatch', statusCode: 400});
    await assert.rejects(pop('testAccessKeySecret').request('DescribeImages', {RegionId: 'cn-hangzhou', Timestamp: '2020-01-02T03:04:05Z'}, {method: 'POST'}), {code: 'InvalidTimeStamp.Expired'});
    const once = {RegionId: 'cn-hangzhou', SignatureNonce: 'a nonce used twice'};
    await pop('testAccessKeySecret').request('DescribeImages', once, {method: 'POST'});
    await assert.rejects(pop('testAccessKeySecret').request('DescribeImages', once, {method: 'POST'}), {code: 'SignatureNonceUsed'});
  });
  await mocked(['--fault', 'Throttling.User'], async (base) => {
    const ecs = new ECS(new $OpenApiUtil.Config({accessKeyId: 'testAccessKeyId', accessKeySecret: 'testAccessKeySecret', endpoint: new URL(base).host, protocol: 'HTTP', regionId: 'cn-hangzhou'}));
    await assert.rejects(ecs.describeImages(new DescribeImagesRequest({regionId: 'cn-hangzhou'})), {name: 'ThrottlingError', code: 'Throttling.User'});
  });
});
