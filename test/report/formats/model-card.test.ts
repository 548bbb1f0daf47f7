import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { modelCard } from "../../../src/report/formats/model-card.ts";
import { golden, HOSTILE, hostileResult } from "./hostile-names.ts";

/** The YAML head, which the Hub reads between the first two lines of three hyphens. */
function headOf(content: string) {
  const [, head] = /^---\n(.*?)\n---\n/s.exec(content) ?? [];
  return parse(head);
}

test("a card for each checkpoint, whose model-index holds every accuracy and every clean metric", async () => {
  const files = await modelCard.write({ result: golden });
  expect(files.map(({ path }) => path)).toEqual(["model-card-1-hard-label.md", "model-card-2-ipswap.md"]);
  files.forEach(({ content }, i) => {
    const { name, measurements } = golden.checkpoints[i];
    const head = headOf(content as string);
    expect(head.pipeline_tag).toBe("image-classification");
    expect(head["model-index"]).toHaveLength(1);
    const [model] = head["model-index"];
    expect(model.name).toBe(name);
    expect(model.results).toHaveLength(measurements.length);
    measurements.forEach(({ condition, values }, m) => {
      const { task, dataset, metrics } = model.results[m];
      expect(task.type).toBe("image-classification");
      expect([typeof dataset.type, typeof dataset.name, dataset.split]).toEqual(["string", "string", "test"]);
      const shown = Object.fromEntries(
        metrics.map((metric: { type: string; value: number }) => [metric.type, metric.value]),
      );
      const expected = Object.entries(values).filter(
        ([id, value]) => value !== null && (condition.kind === "clean" || id === "accuracy"),
      );
      expect(shown).toEqual(Object.fromEntries(expected));
    });
  });
});

test("one checkpoint has one card", async () => {
  const files = await modelCard.write({
    result: { ...golden, checkpoints: golden.checkpoints.slice(0, 1), comparisons: [] },
  });
  expect(files.map(({ path }) => path)).toEqual(["model-card.md"]);
});

describe("names from outside are text, in the head and in the files' names", () => {
  test.each(HOSTILE.map((name) => [name.slice(0, 40), name]))("%j", async (_, name) => {
    const files = await modelCard.write({ result: hostileResult(name) });
    files.forEach(({ path, content }, i) => {
      expect(path).toMatch(/^model-card-\d-[\p{L}\p{N}._-]*\.md$/u);
      const head = headOf(content as string);
      expect(Object.keys(head)).toEqual(["pipeline_tag", "tags", "model-index"]);
      const shown: string = head["model-index"][0].name;
      const expected = i === 0 ? name : `${name} (other)`;
      if (/^[\x20-\x7e]*$/.test(expected) && expected.length < 100) expect(shown).toBe(expected);
      else expect(shown).not.toContain("\u202e");
    });
  });
});
