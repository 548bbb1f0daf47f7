import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { CellRecord } from "../../src/result/study-cell.ts";
import type { PlannedCell } from "../../src/study/expand-plan.ts";
import { runCells, type StudyEvent } from "../../src/study/run-cells.ts";
import { openStudyFolder, readIdentity, type StudyFolder } from "../../src/study/study-folder.ts";
import { cellsOf, data, planWith } from "./plan.ts";
import { failed, measured } from "./records.ts";

const methods = [
  { name: "plain", method: "hard-label" },
  { name: "student", method: "kd", teacher: { method: "plain" } },
];
const plan = planWith({ methods });
const cells = cellsOf(plan);

let folder: StudyFolder;
beforeEach(async () => {
  const path = await mkdtemp(join(tmpdir(), "ipswap-eval-cells-"));
  const tool = { name: "ipswap-eval", version: "1" } as const;
  folder = await openStudyFolder(path, { schema: "ipswap-eval/study-plan/1", tool, plan, data });
});

/** Runs all cells by `run`; what was run, and what was told. */
async function runAll(
  run: (cell: PlannedCell) => CellRecord | "interrupted",
  options: { jobs?: number; retryFailed?: boolean } = {},
) {
  const ran: string[] = [];
  const events: StudyEvent[] = [];
  const whole = await runCells(cells, {
    folder,
    jobs: options.jobs ?? 1,
    retryFailed: options.retryFailed ?? false,
    onEvent: (event) => events.push(event),
    run: async (cell) => {
      ran.push(cell.id);
      return run(cell);
    },
  });
  return { whole, ran, events };
}

test.each([1, 2, 8])("%d at a time: every cell once, each after its teacher", async (jobs) => {
  const { whole, ran } = await runAll(measured, { jobs });
  expect(whole).toBe(true);
  expect(ran.toSorted()).toEqual(cells.map(({ id }) => id).toSorted());
  for (const { id, teacher } of cells) if (teacher !== null) expect(ran.indexOf(teacher)).toBeLessThan(ran.indexOf(id));
});

test("what is finished is not run again", async () => {
  await runAll(measured);
  const { ran, events } = await runAll(measured);
  expect(ran).toEqual([]);
  expect(events.every((event) => event.kind === "finished" && event.earlier)).toBe(true);
});

test("a failure does not stop the others; who learns from it is told to wait", async () => {
  const { whole, ran, events } = await runAll((cell) =>
    cell.method === "plain" && cell.seed === 1 ? failed(cell, 2) : measured(cell),
  );
  expect(whole).toBe(true);
  expect(ran).toHaveLength(5);
  expect(events.filter(({ kind }) => kind === "waiting").map(({ cell }) => [cell.method, cell.seed])).toEqual([
    ["student", 1],
  ]);
});

test("an interruption is no failure: the cell is run again", async () => {
  let runs = 0;
  const first = await runAll((cell) => (++runs === 3 ? "interrupted" : measured(cell)));
  expect(first).toMatchObject({ whole: false });
  expect(first.ran).toHaveLength(3);
  const second = await runAll(measured);
  expect(second.ran).toHaveLength(4);
});

test("wrong input is not tried again unless asked for; a crash is", async () => {
  await runAll((cell) => failed(cell, cell.seed === 0 ? 2 : 1));
  const again = await runAll(measured);
  expect(again.ran).not.toContain(cells.find(({ method, seed }) => method === "plain" && seed === 0)?.id);
  const asked = await runAll(measured, { retryFailed: true });
  expect(asked.ran).toContain(cells.find(({ method, seed }) => method === "plain" && seed === 0)?.id);
});

test("two processes in one folder: each cell is run by one of them", async () => {
  const both = await Promise.all([runAll(measured), runAll(measured)]);
  const ran = both.flatMap((one) => one.ran);
  expect(ran.length).toBe(new Set(ran).size);
});

test("a folder of another study is refused with what differs", async () => {
  const tool = { name: "ipswap-eval", version: "1" } as const;
  const of = (changes: object) =>
    ({ schema: "ipswap-eval/study-plan/1", tool, plan: planWith({ methods, ...changes }), data }) as const;
  await expect(openStudyFolder(folder.path, of({ training: { epochs: 3 } }))).rejects.toThrow(/plan.training.epochs/);
});

test("a study may grow in its folder: what is finished is kept", async () => {
  await runAll((cell) => measured(cell));
  const tool = { name: "ipswap-eval", version: "1" } as const;
  const more = planWith({ methods: [...methods, { name: "late", method: "ols" }], seeds: [0, 1, 2, 3] });
  const same = await openStudyFolder(folder.path, { schema: "ipswap-eval/study-plan/1", tool, plan: more, data });
  expect((await readIdentity(folder.path))?.plan.seeds).toEqual([0, 1, 2, 3]);
  const finished = await same.finishedCells();
  const fresh = cellsOf(more).filter(({ id }) => !finished.includes(id));
  expect(fresh.map(({ method, seed }) => `${method} ${seed}`).toSorted()).toEqual([
    ...["late 0", "late 1", "late 2", "late 3", "plain 3", "student 3"],
  ]);
});

test("the place of the data is no part of a study", async () => {
  const tool = { name: "ipswap-eval", version: "1" } as const;
  const path = await mkdtemp(join(tmpdir(), "ipswap-eval-cells-"));
  for (const place of ["cifar100:/home/a/data", "cifar100:D:\\data"]) {
    await openStudyFolder(path, { schema: "ipswap-eval/study-plan/1", tool, plan: planWith({ data: place }), data });
  }
  expect(await readFile(join(path, "plan.json"), "utf8")).toContain('"data": "cifar100"');
});

test("of conditions other than clean images a record keeps the accuracy", async () => {
  const [cell] = cells;
  const values = { accuracy: 0.5, ece: 0.1 };
  const fog = { kind: "corruption", id: "fog", severity: 1 } as const;
  await folder.writeCell(
    measured(cell, {
      measurements: [
        { condition: { kind: "clean" }, values },
        { condition: fog, values },
      ],
    }),
  );
  expect((await folder.readCell(cell.id))?.outcome).toMatchObject({
    measurements: [
      { condition: { kind: "clean" }, values },
      { condition: fog, values: { accuracy: 0.5 } },
    ],
  });
});
