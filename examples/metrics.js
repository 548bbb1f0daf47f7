// Two models' predictions on the same examples: each measured, with intervals, and then compared.
// Run: node metrics.js [baseline.csv candidate.csv]
import { readFileSync } from "node:fs";
import { compare, estimate } from "ipswap-eval/metrics";
import { predictionsFromCsv } from "./predictions-csv.js";

const [, , first = "data/baseline.csv", second = "data/candidate.csv"] = process.argv;
const [baseline, candidate] = [first, second].map((file) =>
  predictionsFromCsv(readFileSync(new URL(file, import.meta.url), "utf8")),
);

const ids = ["accuracy", "aurc", "ece-debiased", "brier", "nll"];
for (const [name, predictions] of Object.entries({ baseline, candidate })) {
  console.log(name);
  for (const [id, { value, interval, signature }] of Object.entries(estimate(predictions, { ids }))) {
    console.log(
      `  ${id.padEnd(12)} ${value.toFixed(4)} [${interval.map((end) => end.toFixed(4)).join(", ")}]  ${signature}`,
    );
  }
}

console.log("candidate - baseline");
for (const { id, difference, interval, adjustedP, verdict } of compare(baseline, candidate, { ids }).differences) {
  const range = interval.map((end) => end.toFixed(4)).join(", ");
  console.log(`  ${id.padEnd(12)} ${difference.toFixed(4)} [${range}]  p ${adjustedP.toFixed(4)}: ${verdict}`);
}
