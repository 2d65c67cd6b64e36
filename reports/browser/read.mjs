// Reads a JUnit XML file with the parsers that a registry offers, two of them
// the way GitHub's reporters use theirs, and prints what each counts.
import fs from "node:fs";
import { parse as junit2json } from "junit2json";
import testResults from "test-results-parser";
import JUnitParser from "junitxml-to-javascript";
import getSuites from "xunit-viewer/src/cli/get-suites.js";
import xml2js from "xml2js";
import { XMLParser } from "fast-xml-parser";

const file = process.argv[2];
const xml = fs.readFileSync(file, "utf8");
const list = (x) => (x == null ? [] : Array.isArray(x) ? x : [x]);

// count counts testcases by what kind returns: "", failure, error or skipped.
function count(cases, kind) {
  const out = { tests: 0, failure: 0, error: 0, skipped: 0, names: new Set() };
  for (const c of cases) {
    out.tests++;
    const k = kind(c);
    if (k) out[k]++;
    out.names.add((c.classname ?? c.$?.classname ?? "") + "\n" + (c.name ?? c.$?.name ?? ""));
  }
  return { ...out, names: out.names.size };
}
const element = (c) => ["failure", "error", "skipped"].find((k) => c[k] !== undefined) || "";

const readers = {
  async junit2json() {
    const r = await junit2json(xml);
    return count(list(r.testsuite).flatMap((s) => list(s.testcase)), element);
  },
  async "test-results-parser"() {
    const r = testResults.parse({ type: "junit", files: [file] });
    return { tests: r.suites.flatMap((s) => s.cases).length, failing: r.failed + r.errors, skipped: r.skipped };
  },
  async "junitxml-to-javascript"() {
    const r = await new JUnitParser().parseXMLString(xml);
    const cases = r.testsuites.flatMap((s) => s.testCases);
    const of = (result) => cases.filter((c) => c.result === result).length;
    return { tests: cases.length, failing: of("failed"), skipped: of("skipped") };
  },
  async "xunit-viewer"() {
    const quiet = new Proxy({}, { get: () => () => "" });
    const { suites } = await getSuites(quiet, [{ file, contents: xml }]);
    const tests = Object.values(suites).flatMap((s) => Object.values(s.tests));
    const of = (status) => tests.filter((t) => t.status === status).length;
    return { tests: tests.length, failure: of("failure"), error: of("error"), skipped: of("skipped") };
  },
  // As dorny/test-reporter: attributes in $, names trimmed, the first failure
  // or error.
  async xml2js() {
    const r = await xml2js.parseStringPromise(xml);
    const suites = r.testsuites.testsuite ?? [];
    suites.forEach((s) => s.$.name.trim());
    const cases = suites.flatMap((s) => s.testcase);
    cases.forEach((c) => c.$.name.trim() && c.$.classname.trim());
    for (const c of cases) for (const k of ["failure", "error"]) if (c[k] && !(c[k][0].$.message && c[k][0]._)) throw new Error("no message and text in " + c.$.name);
    return count(cases, element);
  },
  // As mikepenz/action-junit-report: file and line of a testcase place the
  // annotation.
  async "fast-xml-parser"() {
    const r = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "", isArray: (name) => name === "testcase" || name === "testsuite" }).parse(xml);
    return count(r.testsuites.testsuite.flatMap((s) => s.testcase), element);
  },
};

const out = {};
for (const [name, read] of Object.entries(readers)) out[name] = await read();
console.log(JSON.stringify(out));
