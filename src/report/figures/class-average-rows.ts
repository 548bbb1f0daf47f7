import { percent } from "../../core/percent.ts";
import type { Explanation } from "../../result/explain-result.ts";
import { BARS, drawBars, drawnName } from "./answer-bars.ts";
import type { Canvas } from "./canvas.ts";

/** Classes that are shown. */
const MOST_CLASSES = 4;
const LEFT = 16;
const TITLE = 40;
const ROW = BARS.rows * BARS.line + 24;

/** Classes of the examples, each once, the first few. */
function classesOf({ examples }: Explanation): readonly number[] {
  return [...new Set(examples.map(({ label }) => label))].slice(0, MOST_CLASSES);
}

/** Pixels that the rows take. */
export function averagesHeight(explanation: Explanation): number {
  const classes = classesOf(explanation);
  return classes.length === 0 ? 0 : TITLE + classes.length * ROW;
}

/**
 * The mean answer over all images of each example's class, a row for each class and a column for each checkpoint, with
 * what of the top five lies in the class' superclass.
 */
export function drawAverages(
  canvas: Canvas,
  explanation: Explanation,
  top: number,
  columnLeft: (checkpoint: number) => number,
): void {
  const { checkpoints, data } = explanation;
  const classes = classesOf(explanation);
  if (classes.length === 0) return;
  canvas.write("Mean answer over all images of a class", LEFT, top + 8, 16);
  classes.forEach((label, row) => {
    const y = top + TITLE + row * ROW;
    canvas.write(drawnName(data, label), LEFT, y, 16);
    canvas.write(`${checkpoints[0].classAverages[label].count} images`, LEFT, y + 22, 12);
    checkpoints.forEach(({ classAverages }, i) => {
      const { top: mean, superclassMass } = classAverages[label];
      const left = columnLeft(i);
      drawBars(canvas, mean, label, data, { left, top: y });
      if (superclassMass === null) return;
      canvas.write("top five inside", left + BARS.width + LEFT, y, 12);
      canvas.write(`the superclass: ${percent(superclassMass)}`, left + BARS.width + LEFT, y + 16, 12);
    });
  });
}
