import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellId } from "../../src/study/cell-id.ts";
import { namedMethods } from "../../src/study/expand-plan.ts";
import { presets } from "../../src/study/presets/index.ts";
import { parsePlan } from "../../src/study/read-plan.ts";
import { cellsOfShard, parseShard, shardOfEnvironment } from "../../src/study/shard.ts";
import { cellsOf, data, planWith } from "./plan.ts";

describe("the cells of a plan", () => {
  test("methods x networks x label noise x seeds", () => {
    const cells = cellsOf(planWith({ networks: ["resnet8", "resnet20"], labelNoise: ["0", "0.2", "0.4"] }));
    expect(cells).toHaveLength(2 * 2 * 3 * 3);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(36);
  });

  test("options that vary make methods of their own", () => {
    const methods = [
      { name: "plain", method: "hard-label" },
      { method: "ipswap", vary: { p: [0.1, 0.5], grid: [2, 4] } },
    ];
    expect(namedMethods(planWith({ methods })).map(({ name }) => name)).toEqual([
      "plain",
      "ipswap p=0.1 grid=2",
      "ipswap p=0.1 grid=4",
      "ipswap p=0.5 grid=2",
      "ipswap p=0.5 grid=4",
    ]);
  });

  test("at equal compute the reference is trained for longer, once for each dearer cost", () => {
    const cells = cellsOf(planWith({ equalCompute: true, training: { epochs: 5 } }));
    const longer = cells.filter(({ purpose }) => purpose === "equal-compute");
    expect(longer.map(({ method, seed, training }) => [method, seed, training.epochs])).toEqual([
      ["plain", 0, 10],
      ["plain", 1, 10],
      ["plain", 2, 10],
    ]);
  });

  test("a teacher is trained with the same seed, before those who learn from it", () => {
    const methods = [
      { name: "student", method: "kd", teacher: { method: "plain", network: "resnet20" } },
      { name: "plain", method: "hard-label" },
    ];
    const cells = cellsOf(planWith({ methods, reference: "plain" }));
    for (const [place, cell] of cells.entries()) {
      if (cell.method !== "student") continue;
      const teacher = cells.findIndex(({ id }) => id === cell.teacher);
      expect(teacher).toBeLessThan(place);
      expect(cells[teacher]).toMatchObject({
        method: "plain",
        network: "resnet20",
        seed: cell.seed,
        purpose: "teacher",
      });
    }
    // Three seeds of each, and three teachers.
    expect(cells).toHaveLength(9);
  });

  test("a figure of the table that teaches is one cell", () => {
    const methods = [
      { name: "plain", method: "hard-label" },
      { method: "kd", teacher: { method: "plain" } },
    ];
    expect(cellsOf(planWith({ methods })).filter(({ method }) => method === "plain")).toHaveLength(3);
  });

  test("what makes no sense is refused by name", () => {
    const plain = { name: "plain", method: "hard-label" };
    expect(() => cellsOf(planWith({ reference: "other" }))).toThrow(
      /one of its methods: plain, ipswap, but got "other"/,
    );
    expect(() => cellsOf(planWith({ methods: [plain, plain] }))).toThrow(/"plain" twice/);
    expect(() => cellsOf(planWith({ methods: [plain, { name: "again", method: "hard-label" }] }))).toThrow(
      /"plain" and "again", which are the same training/,
    );
    const circle = [
      { name: "a", method: "kd", teacher: { method: "b" } },
      { name: "b", method: "kd", teacher: { method: "a" } },
    ];
    expect(() => cellsOf(planWith({ methods: circle, reference: "a" }))).toThrow(/a learns from b learns from a/);
    expect(() => planWith({ seeds: [1, 1] })).toThrow(/seeds: expected different values, but got 1 twice/);
    expect(() => parsePlan({ name: "X" }, "plan.json")).toThrow(/plan.json: expected a study's plan, but got name/);
  });
});

describe("a cell's identity", () => {
  const [cell] = cellsOf(planWith());
  const study = { data, measure: planWith().measure, toolVersion: "1" };

  test("does not depend on the method's name or on the order of fields", () => {
    const turned = Object.fromEntries(Object.entries(cell).toReversed()) as typeof cell;
    expect(cellId({ ...turned, method: "another name" }, study)).toBe(cellId(cell, study));
  });

  test.each([
    ["seed", { ...cell, seed: 9 }, study],
    ["epochs", { ...cell, training: { ...cell.training, epochs: 9 } }, study],
    ["label noise", { ...cell, labelNoise: "0.1" }, study],
    ["data", cell, { ...study, data: { ...data, train: "c" } }],
    ["measurement", cell, { ...study, measure: { ...study.measure, attackLimit: 3 } }],
    ["version", cell, { ...study, toolVersion: "2" }],
  ])("depends on %s", (_, changed, of) => {
    expect(cellId(changed, of)).not.toBe(cellId(cell, study));
  });
});

describe("shards", () => {
  const methods = [
    { name: "plain", method: "hard-label" },
    { method: "ipswap" },
    { method: "kd", teacher: { method: "plain" } },
  ];
  const cells = cellsOf(planWith({ methods, seeds: [0, 1, 2, 3, 4], labelNoise: ["0", "0.4"] }));

  test("every cell is in exactly one, with its teacher", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
        const shards = Array.from({ length: count }, (_, i) => cellsOfShard(cells, { index: i + 1, count }));
        expect(
          shards
            .flat()
            .map(({ id }) => id)
            .toSorted(),
        ).toEqual(cells.map(({ id }) => id).toSorted());
        for (const shard of shards) {
          const ids = new Set(shard.map(({ id }) => id));
          for (const { teacher } of shard) if (teacher !== null) expect(ids).toContain(teacher);
        }
      }),
    );
  });

  test("work is shared out evenly", () => {
    // 10 groups of two cells (plain and kd) and 10 single ones: 30 cells of equal length over 5 machines.
    for (let index = 1; index <= 5; index++) expect(cellsOfShard(cells, { index, count: 5 })).toHaveLength(6);
  });

  test("schedulers' variables", () => {
    expect(shardOfEnvironment({ CI_NODE_INDEX: "2", CI_NODE_TOTAL: "5" })).toEqual({ index: 2, count: 5 });
    // Slurm: --array=0-7; --array=1-8.
    const slurm = (id: string, first: string) => ({
      SLURM_ARRAY_TASK_ID: id,
      SLURM_ARRAY_TASK_COUNT: "8",
      SLURM_ARRAY_TASK_MIN: first,
    });
    expect(shardOfEnvironment(slurm("0", "0"))).toEqual({ index: 1, count: 8 });
    expect(shardOfEnvironment(slurm("8", "1"))).toEqual({ index: 8, count: 8 });
    expect(shardOfEnvironment({ JOB_COMPLETION_INDEX: "0", JOB_COMPLETIONS: "3" })).toEqual({ index: 1, count: 3 });
    expect(() => shardOfEnvironment({})).toThrow(/SHARD_INDEX/);
  });

  test.each(["0/3", "4/3", "1", "a/b", "1/3x", "-1/3"])("%s is no shard", (text) => {
    expect(() => parseShard(text)).toThrow(/expected i\/n/);
  });
});

test.each([...presets])("preset %s is a whole plan", (id, content) => {
  const plan = parsePlan(content, id);
  expect(plan.name).toBe(id);
  expect(cellsOf(plan).length).toBeGreaterThan(0);
  const names = namedMethods(plan).map(({ name }) => name);
  for (const { method, network } of plan.published) {
    expect(names).toContain(method);
    expect(plan.networks).toContain(network);
  }
});
