import { printableDeep } from "../../core/printable.ts";
import { headline } from "../../report/check-order.ts";
import type { Check, CheckResult } from "../../result/check-result.ts";

/**
 * The checks as JUnit XML, by the schema of Ant's JUnit task (windyroad/JUnit-Schema): a test case for each check, with a
 * name of its own; what failed is a failure, what is inconclusive and did not fail is skipped.
 *
 * @param timestamp when it was run, ISO 8601 to the second
 */
export function junitXml(stored: CheckResult, timestamp: string): string {
  const result = printableDeep(stored);
  const { checks, tool, data, baseline, candidate, mode, alpha } = result;
  const count = (element: string) => checks.filter((check) => elementOf(check) === element).length;
  const names = distinct(checks.map(({ id }) => id));
  const facts = {
    tool: `${tool.name} ${tool.version}`,
    data: `${data.name} ${data.split} ${data.sha256}`,
    baseline: `${baseline.name} ${baseline.sha256}`,
    candidate: `${candidate.name} ${candidate.sha256}`,
    mode,
    alpha: `${alpha}`,
  };
  const warned = checks.filter(({ status }) => status === "warned").map(({ sentence }) => `warning: ${sentence}`);
  const output = [headline(result), ...result.notes, ...warned].join("\n");
  const properties = Object.entries(facts).map(([name, value]) => `<property${attributes({ name, value })}/>`);
  const suite = {
    name: "ipswap-eval check",
    package: "ipswap-eval",
    id: 0,
    timestamp: timestamp.slice(0, 19),
    hostname: "localhost",
    tests: checks.length,
    failures: count("failure"),
    errors: 0,
    skipped: count("skipped"),
    time: 0,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `<testsuite${attributes(suite)}>`,
    "<properties>",
    ...properties,
    "</properties>",
    ...checks.map((check, i) => testCase(check, names[i])),
    `<system-out>${escaped(output)}</system-out>`,
    "<system-err></system-err>",
    "</testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function elementOf({ status, verdict }: Check): "failure" | "skipped" | undefined {
  if (status === "failed") return "failure";
  return verdict === "inconclusive" ? "skipped" : undefined;
}

/** Names that differ as XML's tokens do, in which any white space is one space. */
function distinct(ids: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    const token = id.trim().replace(/\s+/g, " ");
    let name = token;
    for (let n = 2; taken.has(name); n++) name = `${token} (${n})`;
    taken.add(name);
    return name;
  });
}

function testCase(check: Check, name: string): string {
  const { metric, sentence, verdict } = check;
  const open = `<testcase${attributes({ name, classname: `ipswap-eval.${metric.id}`, time: 0 })}`;
  switch (elementOf(check)) {
    case "failure":
      return `${open}><failure${attributes({ message: sentence, type: verdict })}>${escaped(sentence)}</failure></testcase>`;
    case "skipped":
      // Jenkins' schema allows it no attribute.
      return `${open}><skipped>${escaped(sentence)}</skipped></testcase>`;
    default:
      return `${open}/>`;
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(`${value}`)}"`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as XML has it; characters that XML does not allow were spelled out before. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]).replace(/[\ufffe\uffff]/g, "\ufffd");
}
