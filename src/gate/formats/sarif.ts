import { printableDeep } from "../../core/printable.ts";
import { worstFirst } from "../../report/check-order.ts";
import type { Check, CheckResult } from "../../result/check-result.ts";

/**
 * What failed and was warned of as a SARIF 2.1.0 log with one run, for code scanning. A check has no line of code: results
 * point at the budget that asked for it.
 */
export function sarifLog(stored: CheckResult): string {
  const result = printableDeep(stored);
  const said = worstFirst(result.checks).filter(({ status }) => status !== "passed");
  const rules = [...new Map(said.map(({ metric }) => [metric.id, metric])).values()];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: result.tool.name,
            semanticVersion: result.tool.version,
            informationUri: "https://github.com/ipswap-eval/ipswap-eval",
            rules: rules.map(({ id, name }) => ({
              id,
              name,
              shortDescription: { text: `${name} against its baseline` },
            })),
          },
        },
        automationDetails: { id: "ipswap-eval/check/" },
        results: said.map((check) => ({
          ruleId: check.metric.id,
          ruleIndex: rules.findIndex(({ id }) => id === check.metric.id),
          kind: "fail",
          level: levelOf(check),
          message: { text: check.sentence },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(uriOf(result.budget)) },
                region: { startLine: 1 },
              },
              logicalLocations: [{ fullyQualifiedName: check.id }],
            },
          ],
          partialFingerprints: { "check/v1": check.id },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function levelOf({ status }: Check): "error" | "warning" {
  return status === "failed" ? "error" : "warning";
}

/** Of a default budget the file that one would have. */
function uriOf(budget: string): string {
  return budget === "default" ? "ipswap.budget.json" : budget.replaceAll("\\", "/");
}
