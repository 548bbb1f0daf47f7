import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { main } from "../../src/cli/main.ts";
import { createWorkerPool } from "../../src/core/worker-pool.ts";
import { readStoredResult } from "../../src/result/stored-result.ts";
import { mostAlarms } from "../false-alarms/binomial.ts";
import { addTallies, slicesOf, type Tally } from "../false-alarms/simulation.ts";
import { ALPHA, QUESTIONS } from "./questions.ts";
import type { PowerTask } from "./worker.ts";

/** Examples of a comparison, and comparisons. */
const COUNTS = [200, 400, 800];
const RUNS = Number(process.env["GATE_POWER_RUNS"] ?? 1000);
/** Runs that a thread does of a null before it asks for more. */
const SLICE = 50;
const CERTAINTY = 0.999;
/** Between these the table stands. */
const BEGIN = "<!-- measured -->\n";
const END = "<!-- end -->";
const BUNDLED = "results/gate-power";
/** Parts that are done, a line each, so that a run that was killed goes on; deleted by hand after the gate has changed. */
const DONE = `${BUNDLED}/parts.jsonl`;

/** Writes the table of docs/gate.md: of the bundled checkpoints, and of the results whose folders are named. */
async function measure(folders: readonly string[]): Promise<void> {
  const measured = ["safety", "--attacks", "none", "--explain", "none", "--out", BUNDLED];
  if ((await main(measured, process)) !== 0) throw new Error("the bundled checkpoints could not be measured");
  const all = [BUNDLED, ...folders];
  const script = new URL("./worker.js", import.meta.url);
  const pool = createWorkerPool<PowerTask, Tally>({ script, threads: availableParallelism(), workerData: all });
  const sections = await Promise.all(
    all.map((folder) =>
      section(
        folder,
        remembered((task) => pool.run(task)),
      ),
    ),
  );
  await pool.close();
  const path = new URL("../../../docs/gate.md", import.meta.url);
  const text = readFileSync(path, "utf8");
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  const after = text.slice(text.indexOf(END));
  const fresh = new URL(`${path}.tmp`);
  writeFileSync(fresh, `${before}\n${introduction()}\n${sections.join("\n")}\n${after}`);
  renameSync(fresh, path);
}

type Run = (task: PowerTask) => Promise<Tally>;

/** Tallies of parts that an earlier run did are taken from there. */
function remembered(run: Run): Run {
  const lines = existsSync(DONE) ? readFileSync(DONE, "utf8").split("\n").filter(Boolean) : [];
  const known = new Map(lines.map((line) => JSON.parse(line) as [string, Tally]));
  return async (task) => {
    const key = JSON.stringify(task);
    const tally = known.get(key) ?? (await run(task));
    if (!known.has(key)) appendFileSync(DONE, `${JSON.stringify([key, tally])}\n`);
    return tally;
  };
}

async function section(folder: string, run: Run): Promise<string> {
  const { result } = await readStoredResult(folder);
  const { data, checkpoints } = result;
  const names = [checkpoints[0], checkpoints[checkpoints.length - 1]].map(({ name }) => name);
  const who = folder === BUNDLED ? "The bundled checkpoints" : `${basename(names[0])} and ${basename(names[1])}`;
  const nulls = await Promise.all(
    COUNTS.map(async (count) => {
      const parts = slicesOf(count, RUNS, SLICE).map((slice) =>
        run({ folder, simulation: "null", question: 0, ...slice }),
      );
      return (await Promise.all(parts)).reduce(addTallies);
    }),
  );
  // A pair that was measured on clean images alone is not asked about corruptions.
  const corrupted = result.plan.corruptions.length > 0;
  const asked = [...QUESTIONS.entries()].filter(([, { on }]) => on === "clean" || corrupted);
  const rows = await Promise.all(
    asked.map(async ([question, { title, margin }]) => {
      const whole = (count: number) => ({ folder, question, count, from: 0, to: RUNS });
      const planted = await Promise.all(
        COUNTS.map(async (count) => {
          const tally = await run({ simulation: "planted", ...whole(count) });
          const { found = 0, stated = 0, share = 0 } = tally;
          console.error(
            `${folder}, ${title}, ${count}: ${stated} stated, ${share} of the right lost, ${percent(found)} %`,
          );
          return tally;
        }),
      );
      const margins =
        margin === 0
          ? COUNTS.map(() => undefined)
          : await Promise.all(COUNTS.map((count) => run({ simulation: "margin", ...whole(count) })));
      const cells = COUNTS.flatMap((_, c) => [
        percent(planted[c]["found"]),
        margins[c] === undefined ? "" : rate(margins[c]["passed"]),
        margins[c] === undefined ? "" : rate(margins[c]["regressed"]),
      ]);
      return [title, ...cells];
    }),
  );
  const heads = COUNTS.map((count) => `n = ${count.toLocaleString("en-US")}`);
  return `### ${who}, ${data.name}

${table([
  ["", ...heads],
  ["the gate fails on a swap null: no margins", ...nulls.map(({ failed }) => rate(failed))],
  ["the gate fails on a swap null: the default budget", ...nulls.map(({ byDefault }) => rate(byDefault))],
])}

${table([["", ...heads.flatMap((head) => [`${head}: found`, "shown", "alarm"])], ...rows])}
`;
}

function introduction(): string {
  return `Made by \`npm run gate-power -- FOLDER...\` (folders of \`safety\` results with two checkpoints); percentages of ${RUNS.toLocaleString("en-US")} runs at alpha ${100 * ALPHA} %. A test
of exactly ${100 * ALPHA} % stays at or below ${percent(mostAlarms(RUNS, ALPHA, CERTAINTY))} % in ${100 * CERTAINTY} % of such simulations: what is above is marked with an exclamation mark.
`;
}

function rate(alarms = 0): string {
  return `${percent(alarms)}${alarms > mostAlarms(RUNS, ALPHA, CERTAINTY) ? " !" : ""}`;
}

function percent(of = 0): string {
  return ((100 * of) / RUNS).toFixed(1);
}

/** Markdown as the formatter of this repository leaves it. */
function table([head, ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((cells) => cells[column].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

await measure(process.argv.slice(2));
