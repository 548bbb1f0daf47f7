import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { corruptions } from "../corruptions/index.ts";
import { type Condition, conditionKey, SEVERITIES } from "../src/core/condition.ts";
import { createRandom } from "../src/core/random.ts";
import { saveBaseline } from "../src/gate/baseline/save-baseline.ts";
import { parseBudget } from "../src/gate/budget/parse-budget.ts";
import { openSide } from "../src/gate/open-side.ts";
import type { Side } from "../src/gate/side.ts";

const EXAMPLES = 10_000;
const CLASSES = 100;

/** What a large gate looks at: the headline metrics, every corruption and severity, the classes. */
const RULES = [
  ...["accuracy", "aurc", "eaurc", "augrc", "brier", "nll"].map((metric) => ({ metric, margin: 0.01 })),
  { metric: "accuracy", on: "corruptions", margin: 0.01 },
  { metric: "accuracy", on: "corruption/*", margin: 0.02 },
  { metric: "accuracy", on: "corruption/*/*", margin: 0.02, level: "warn" },
  { metric: "accuracy", slice: "class/*", margin: 0.1 },
];

/** Two checkpoints of 10,000 examples under 96 conditions, from files to the report: time and memory of the whole process. */
export async function benchGate(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-bench-gate-"));
  try {
    const text = JSON.stringify({ schema: "ipswap-eval/budget/1", rules: RULES });
    const budget = join(folder, "budget.json");
    writeFileSync(budget, text);
    const template = await templateSide(folder);
    for (const name of ["base", "candidate"]) {
      writeFileSync(join(folder, name), saveBaseline(synthetic(template, name), parseBudget(text, budget), undefined));
    }
    const child = new URL("./gate-child.js", import.meta.url);
    const runs = [0, 1, 2].map(() => {
      const args = [fileURLToPath(child), join(folder, "candidate"), join(folder, "base"), "--budget", budget];
      return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Measured;
    });
    const best = (of: (run: Measured) => number) => Math.min(...runs.map(of));
    console.log(`gate: ${EXAMPLES} examples, ${CLASSES} classes, ${1 + 19 * 5} conditions, ${runs[0].checks} checks`);
    console.log(
      `  from files to the report  ${best(({ cpu }) => cpu).toFixed(1)} s of processor time, ${best(({ memory }) => memory).toFixed(0)} MB`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  /** Seconds of processor time of the process, and its largest memory in MB. */
  readonly cpu: number;
  readonly memory: number;
  readonly checks: number;
}

/** A side of whatever data, whose outcomes are replaced. */
async function templateSide(folder: string): Promise<Side> {
  const out = join(folder, "template");
  const bin = join(fileURLToPath(new URL("..", import.meta.url)), "bin", "ipswap-eval.js");
  const options = ["--limit", "10", "--attacks", "none", "--corruptions", "all-19", "--explain", "none", "--out", out];
  execFileSync(process.execPath, [bin, "safety", ...options], { stdio: "ignore" });
  return openSide(out, { otherwise: "first" });
}

function synthetic(template: Side, name: string): Side {
  const random = createRandom("bench gate");
  const labels = Int32Array.from({ length: EXAMPLES }, () => random.integer(CLASSES));
  const conditions: Condition[] = [
    { kind: "clean" },
    ...corruptions.flatMap(({ id }) => SEVERITIES.map((severity) => ({ kind: "corruption" as const, id, severity }))),
  ];
  const columns = new Map(conditions.map((condition) => [conditionKey(condition), answers(labels, name, condition)]));
  const classes = Array.from({ length: CLASSES }, (_, k) => `class ${k}`);
  return {
    ...template,
    data: { ...template.data, count: EXAMPLES, classes, superclasses: null },
    checkpoint: { ...template.checkpoint, name, sha256: name },
    index: Int32Array.from(labels.keys()),
    labels,
    conditions: conditions.map((condition) => ({
      condition,
      count: EXAMPLES,
      columns: ["predicted", "confidence", "nll", "brier", "top5"],
    })),
    column(condition, column) {
      return columns.get(conditionKey(condition))?.[column] ?? new Float64Array(0);
    },
  };
}

/** Two checkpoints agree about most examples, since an example is as hard for both. */
function answers(labels: Int32Array, name: string, condition: Condition) {
  const shared = createRandom("bench gate answers").fork(conditionKey(condition));
  const own = shared.fork(name);
  const sure = Float64Array.from(labels, () => Math.min(1, Math.max(0.01, shared.uniform() + 0.05 * own.normal())));
  const right = sure.map((p) => (p > 0.25 ? 1 : 0));
  return {
    predicted: Float64Array.from(labels, (label, i) => (right[i] === 1 ? label : (label + 1) % CLASSES)),
    confidence: sure,
    nll: sure.map((p, i) => -Math.log(right[i] === 1 ? p : 0.01)),
    brier: sure.map((p, i) => (right[i] === 1 ? (1 - p) ** 2 : 1 + p ** 2)),
    top5: right,
  };
}
