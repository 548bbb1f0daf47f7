import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { syntheticExplanation } from "../../../bench/report/synthetic-explanation.ts";
import { syntheticResult } from "../../../bench/report/synthetic-result.ts";
import { renderReport } from "../../../src/report/html/render-report.tsx";
import type { ExampleAnswers } from "../../../src/result/example-answers.ts";
import type { Explanation } from "../../../src/result/explain-result.ts";
import type { Result } from "../../../src/result/safety-result.ts";

const MB = 2 ** 20;

/** An answer of every checkpoint to every example under every condition. */
function answersTo(result: Result, { examples }: Explanation): ExampleAnswers {
  const conditions = result.checkpoints[0].measurements.map(({ condition }) => condition);
  const classes = result.data.classes.length;
  const predicted = examples.map((_, e) =>
    result.checkpoints.map((_, c) => conditions.map((_, k) => (e * c + k) % classes)),
  );
  return { conditions, predicted };
}

/** What a page may weigh: the figures. */
describe.each([
  ["four checkpoints under all corruptions", { checkpoints: 4, classes: 100, examples: 10_000 }, 32, 4],
  ["a thousand classes of large images", { checkpoints: 4, classes: 1000, examples: 50_000 }, 224, 10],
])("%s", (_, size, side, most) => {
  let result: Result;
  let explanation: Explanation;
  let html: string;
  beforeAll(async () => {
    result = syntheticResult(size);
    explanation = await syntheticExplanation(result, { examples: 48, size: side });
    html = await renderReport(result, { explanation, answers: answersTo(result, explanation) });
  });

  test(`weighs less than ${most} MB, the same bytes each time`, async () => {
    expect(Buffer.byteLength(html)).toBeLessThan(most * MB);
    expect(await renderReport(result, { explanation, answers: answersTo(result, explanation) })).toBe(html);
  });

  test("says what it leaves out", () => {
    const shown = html.match(/<li class="example"/g)?.length ?? 0;
    if (shown < 48) expect(html).toContain(`${48 - shown} more examples are left out`);
    expect(html.includes("Images are compressed")).toBe(side > 100);
    const pairs = size.classes * (size.classes - 1) - 20;
    expect(html).toContain(`${pairs.toLocaleString("en-US")} more pairs are left out`);
  });
});

test("of more examples than there is room for the first ones are shown", async () => {
  const result = syntheticResult({ checkpoints: 1, classes: 10, examples: 100 });
  const explanation = await syntheticExplanation(result, { examples: 6, size: 224 });
  const many = {
    ...explanation,
    examples: Array.from({ length: 600 }, (_, i) => ({ ...explanation.examples[i % 6], index: i })),
  };
  const html = await renderReport(result, { explanation: many });
  const shown = html.match(/<li class="example" id="example-\d+"/g) ?? [];
  expect(shown.length).toBeGreaterThan(48);
  expect(shown.length).toBeLessThan(600);
  expect(shown.at(-1)).toContain(`example-${shown.length - 1}"`);
  expect(html).toContain(`${600 - shown.length} more examples are left out`);
  expect(Buffer.byteLength(html)).toBeLessThan(4 * MB);
});

test("an image that is none, or claims to be huge, is refused", async () => {
  const result = syntheticResult({ checkpoints: 1, classes: 10, examples: 100 });
  const explanation = await syntheticExplanation(result, { examples: 1, size: 32 });
  const png = await sharp({ create: { width: 6000, height: 6000, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  for (const image of [Buffer.alloc(20_000, 1), png]) {
    const examples = [{ ...explanation.examples[0], image: image.toString("base64") }];
    await expect(renderReport(result, { explanation: { ...explanation, examples } })).rejects.toThrow(
      "explained example",
    );
  }
});
