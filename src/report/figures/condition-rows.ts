import type { ExplainedExample, Explanation } from "../../result/explain-result.ts";
import { conditionWords } from "../condition-words.ts";
import { shortened } from "../shortened.ts";
import { BARS, drawBars, drawnName } from "./answer-bars.ts";
import type { Canvas } from "./canvas.ts";

const LEFT = 16;
const NAME_LENGTH = 28;
const ROW = BARS.rows * BARS.line + 24;

/** Pixels that an example's answers under the conditions take. */
export function conditionsHeight({ conditions }: Explanation): number {
  return conditions.length * ROW;
}

/** An example's five most probable classes under each condition: a row for each, a column for each checkpoint. */
export function drawConditions(
  canvas: Canvas,
  { label, answers }: ExplainedExample,
  { conditions, data }: Explanation,
  top: number,
  columnLeft: (checkpoint: number) => number,
): void {
  conditions.forEach((condition, row) => {
    const y = top + row * ROW;
    conditionWords(condition)
      .split(", ")
      .forEach((words, line) => {
        canvas.write(shortened(words, NAME_LENGTH), LEFT, y + line * 22, line === 0 ? 16 : 12);
      });
    answers.forEach(({ topUnder }, i) => {
      const left = columnLeft(i);
      const said = topUnder[row];
      if (said === null) {
        canvas.write("not measured", left, y, 14);
        return;
      }
      drawBars(canvas, said, label, data, { left, top: y });
      const [first] = said;
      if (first === undefined) return;
      canvas.write(first.class === label ? "right" : "wrong", left + BARS.width + LEFT, y, 16);
      canvas.write(drawnName(data, first.class), left + BARS.width + LEFT, y + 22, 12);
    });
  });
}
