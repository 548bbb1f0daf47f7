import { expect, test } from "vitest";
import { classAverages } from "../../metrics/index.ts";
import { predictionsFromProbabilities } from "../../src/core/predictions.ts";
import { createFigure, type FigureDescription } from "../../src/explain/figures/figure.ts";
import { superclassMassFigure } from "../../src/explain/figures/superclass-mass.ts";

// Six classes; 0, 1 and 5 are one superclass. The least probable of the six is left out of a top five.
const SUPERCLASSES = { names: ["a", "b"], of: Int32Array.of(0, 0, 1, 1, 1, 0) };
const predictions = predictionsFromProbabilities(
  [
    [0.5, 0.2, 0.1, 0.08, 0.07, 0.05],
    [0.3, 0.1, 0.25, 0.13, 0.12, 0.1],
    [0.1, 0.1, 0.6, 0.1, 0.06, 0.04],
  ].flat(),
  [0, 0, 2],
  6,
);

test("the average of a class is over its examples, its five largest entries the largest first", () => {
  const averages = classAverages(predictions, SUPERCLASSES);
  expect(averages).toHaveLength(6);
  // Class 0: (0.5 + 0.3) / 2, (0.1 + 0.25) / 2, (0.2 + 0.1) / 2, (0.08 + 0.13) / 2, (0.07 + 0.12) / 2; class 5 has 0.075.
  expect(averages[0].top.map((entry) => entry.class)).toEqual([0, 2, 1, 3, 4]);
  [0.4, 0.175, 0.15, 0.105, 0.095].forEach((value, rank) => {
    expect(averages[0].top[rank].probability).toBeCloseTo(value, 12);
  });
  // In the superclass: 0.5 + 0.2 of the first's top five; 0.3 + 0.1 of the second's, where class 5 ties with class 1 for
  // the fifth place and comes after it.
  expect(averages[0].superclassMass).toBeCloseTo((0.7 + 0.4) / 2, 12);
  expect(averages[0].count).toBe(2);
});

test("a class without examples has no average, and data without superclasses no mass", () => {
  expect(classAverages(predictions, SUPERCLASSES)[1]).toEqual({ count: 0, top: [], superclassMass: null });
  expect(classAverages(predictions)[0].superclassMass).toBeNull();
});

test("the superclass mass of checkpoints, and the paired difference of two", () => {
  // Every example of the other has 0.1 less in its superclass: the interval of the difference is that point.
  const other = predictionsFromProbabilities(
    [
      [0.4, 0.2, 0.2, 0.08, 0.07, 0.05],
      [0.2, 0.1, 0.35, 0.13, 0.12, 0.1],
      [0.15, 0.15, 0.5, 0.1, 0.06, 0.04],
    ].flat(),
    [0, 0, 2],
    6,
  );
  const figure = superclassMassFigure(
    [
      { name: "first", predictions },
      { name: "other", predictions: other },
    ],
    SUPERCLASSES,
    0,
  );
  // The third: classes 2, 3 and 4: 0.6 + 0.1 + 0.06.
  expect(figure.scores[0].value).toBeCloseTo((0.7 + 0.4 + 0.76) / 3, 12);
  expect(figure.scores.map(({ count }) => count)).toEqual([3, 3]);
  expect(figure.differences).toHaveLength(1);
  expect(figure.differences[0]).toMatchObject({ baseline: "first", candidate: "other" });
  for (const value of [figure.differences[0].difference, ...figure.differences[0].interval]) {
    expect(value).toBeCloseTo(-0.1, 12);
  }
});

test("a checkpoint that a figure cannot be measured of says why, and is compared with none", () => {
  const description: FigureDescription = {
    id: "x",
    name: "X",
    title: "x",
    source: "x",
    unit: "%",
    better: "higher",
    range: [0, 1],
    definition: {},
    version: 1,
    chance: 0.25,
  };
  const values = Float64Array.of(0.25, 0.75);
  const figure = createFigure(
    description,
    [
      { name: "a", measured: { values } },
      { name: "b", measured: { missing: "it has no gradient" } },
      { name: "c", measured: { values: values.map((value) => value + 0.25) } },
    ],
    0,
  );
  expect(figure.scores[0]).toMatchObject({ value: 0.5, count: 2, missing: null });
  // Of two examples a resample holds the mean 0.25, 0.5 or 0.75.
  expect(figure.scores[0].interval).toEqual([0.25, 0.75]);
  expect(figure.scores[1]).toEqual({ value: null, interval: null, count: 0, missing: "it has no gradient" });
  expect(figure.differences).toEqual([{ baseline: "a", candidate: "c", difference: 0.25, interval: [0.25, 0.25] }]);
});
