import { renameSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { type Metric, metrics } from "../../metrics/index.ts";
import { createWorkerPool } from "../../src/core/worker-pool.ts";
import { type AtTheMargin, addAtTheMargin } from "./at-the-margin.ts";
import { mostAlarms } from "./binomial.ts";
import { addNoDifference, LEVEL, type NoDifference } from "./no-difference.ts";
import { slicesOf } from "./simulation.ts";
import type { SimulationTask } from "./worker.ts";

/** Examples of a comparison. */
const COUNTS = [100, 400, 2000];
const RUNS = 1000;
/** Share of simulations of a test of exactly this level that stay within the bound. */
const CERTAINTY = 0.999;

const known: readonly Metric[] = metrics;

/** Runs that a thread does before it asks for more: short beside the whole, long beside the population it draws once. */
const SLICE = 50;

/** Writes docs/false-alarms.md. Says what each part took. */
async function main(): Promise<void> {
  const script = new URL("./worker.js", import.meta.url);
  const pool = createWorkerPool<SimulationTask, unknown>({
    script,
    threads: availableParallelism(),
  });
  const simulate = async <Alarms>(
    simulation: SimulationTask["simulation"],
    count: number,
    add: (first: Alarms, second: Alarms) => Alarms,
  ): Promise<Alarms> => {
    const before = process.cpuUsage();
    const parts = await Promise.all(slicesOf(count, RUNS, SLICE).map((slice) => pool.run({ simulation, ...slice })));
    const { user, system } = process.cpuUsage(before);
    console.error(`${simulation}, ${count} examples: ${((user + system) / 1e6).toFixed(0)} s of processor time`);
    return (parts as Alarms[]).reduce(add);
  };
  const nulls: NoDifference[] = [];
  const margins: AtTheMargin[] = [];
  for (const count of COUNTS) {
    nulls.push(await simulate("noDifference", count, addNoDifference));
    margins.push(await simulate("atTheMargin", count, addAtTheMargin));
  }
  await pool.close();
  const path = new URL("../../../docs/false-alarms.md", import.meta.url);
  const fresh = new URL(`${path}.tmp`);
  writeFileSync(fresh, report(nulls, margins));
  renameSync(fresh, path);
}

function report(nulls: readonly NoDifference[], margins: readonly AtTheMargin[]): string {
  const bound = percent(mostAlarms(RUNS, LEVEL, CERTAINTY));
  const heads = COUNTS.map((count) => `n = ${count.toLocaleString("en-US")}`);
  return `# False alarms, measured

Made by \`npm run false-alarms\`; percentages of ${RUNS.toLocaleString("en-US")} simulated comparisons at the level ${LEVEL * 100} %, for three numbers of examples
n. A test of exactly ${LEVEL * 100} % stays at or below ${bound} % in ${CERTAINTY * 100} % of such simulations: what is above is marked with an exclamation
mark.

The examples are simulated: two different networks of the kind that is trained on CIFAR-10, ten classes, 90 and 89 % right,
ECE 2 and 4 %, 7 % of the examples right in one of the two only (\`bench/false-alarms/population.ts\`).

## Where there is no difference

The answers of the two networks are exchanged at random, example by example, and the two are compared
(\`ipswap-eval metrics --other\`): so neither is better in any metric, though they differ. The p-values are McNemar's for
shares of examples and of the paired permutation test for all other metrics. The last line counts comparisons in which any
of the ${known.length} metrics alarms after Holm's adjustment.

${table(
  ["", ...heads],
  [
    ...known.map(({ id, name }) => [name, ...nulls.map(({ alarms }) => rate(alarms[id]))]),
    ["any, after Holm", ...nulls.map(({ family }) => rate(family))],
  ],
)}

## Where the harm is exactly the margin

Samples of a population of the same two networks, in which the true harm (how much worse the second network is) is known
for each metric, are tested against a margin of exactly this harm. A *regression* beyond the margin is found too often if
the first column is above ${LEVEL * 100} %; *non-inferiority* is shown too often if the second is. Shares of examples have Tango's score
test, other metrics the larger of two p-values of the paired bootstrap.

${table(
  ["", ...heads.flatMap((head) => [`${head}: regression`, "non-inferiority"]), "margin"],
  known.map(({ id, name, noMargin }) => [
    name,
    ...margins.flatMap(({ regression, nonInferiority }) => [rate(regression[id]), rate(nonInferiority[id])]),
    noMargin === undefined ? "yes" : "no",
  ]),
)}

A metric that misses the level at 400 or at 2,000 examples takes no margin in a gate ("no" in the last column); whether
there is a difference at all can be tested for it as for any other. With 100 examples bootstrap tests are too sure of
themselves for some more. Why:

${known.flatMap(({ name, noMargin }) => (noMargin === undefined ? [] : [`- ${name}: ${noMargin}`])).join("\n")}
`;
}

function rate(alarms = 0): string {
  return `${percent(alarms)}${alarms > mostAlarms(RUNS, LEVEL, CERTAINTY) ? " !" : ""}`;
}

function percent(alarms: number): string {
  return ((100 * alarms) / RUNS).toFixed(1);
}

/** Markdown as the formatter of this repository leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((cells) => cells[column].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

await main();
