import { createOutcomeSample, type Sample } from "../../metrics/index.ts";
import { type Condition, conditionKey } from "../../src/core/condition.ts";
import type { Random } from "../../src/core/random.ts";
import { findCondition, outcomesUnder, type Side } from "../../src/gate/side.ts";
import type { OutcomeColumn } from "../../src/result/baseline.ts";

/** Two different checkpoints' outcomes on the same examples, which stand for all examples that there are. */
export interface Population {
  readonly sides: readonly [Side, Side];
  readonly count: number;
  /** All answers of both under a condition, as one sample. */
  pooled(condition: Condition): Sample;
  /** Those of them that are wrong: which checkpoint's, and of which example. */
  wrong(condition: Condition): readonly (readonly [model: number, row: number])[];
}

/** One draw: which rows, which of them have the two answers exchanged, and chances for damage. */
export interface Draw {
  readonly rows: Int32Array;
  readonly exchanged: Uint8Array;
  readonly random: Random;
}

/** Rows drawn with replacement; answers exchanged with probability 1/2, so that neither is better in anything. */
export function drawRows(random: Random, population: number, count: number): Draw {
  const rows = Int32Array.from({ length: count }, () => random.integer(population));
  return { rows, exchanged: Uint8Array.from(rows, () => random.integer(2)), random: random.fork("damage") };
}

/**
 * Both sides of a draw. Of the second's right answers a share is lost, each by itself: it is wrong with the same confidence,
 * and has the losses of a wrong answer of either checkpoint, drawn at random.
 */
export function sidesOf(population: Population, draw: Draw, share: number): readonly [Side, Side] {
  return [pick(population, draw, 0, 0), pick(population, draw, 1, share)];
}

function pick(population: Population, { rows, exchanged, random }: Draw, model: 0 | 1, share: number): Side {
  const { sides } = population;
  const known = new Map<string, Float64Array>();
  const labels = Int32Array.from(rows, (row) => sides[0].labels[row]);
  const remember = (key: string, make: () => Float64Array) => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  const taken = (condition: Condition, column: OutcomeColumn) => {
    const both = sides.map((side) => side.column(condition, column));
    return Float64Array.from(rows, (row, i) => both[exchanged[i] === 1 ? 1 - model : model][row]);
  };
  /** Place among the wrong answers of the one whose losses an example's lost answer has; -1 where it is not lost. */
  const lossOf = (condition: Condition) =>
    remember(`${conditionKey(condition)} lost`, () => {
      const chances = random.fork(conditionKey(condition));
      const donors = population.wrong(condition).length;
      return taken(condition, "predicted").map((predicted, i) => {
        const chance = chances.uniform();
        return predicted === labels[i] && chance < share ? Math.floor((chance / share) * donors) : -1;
      });
    });
  return {
    ...sides[model],
    data: { ...sides[model].data, count: rows.length },
    index: Int32Array.from(rows.keys()),
    labels,
    conditions: sides[model].conditions.map((each) => ({ ...each, count: rows.length })),
    column: (condition, column) =>
      remember(`${conditionKey(condition)} ${column}`, () => {
        const values = taken(condition, column);
        if (model === 0 || share === 0 || column === "confidence") return values;
        const wrong = population.wrong(condition);
        const both = sides.map((side) => side.column(condition, column));
        return values.map((value, i) => {
          const donor = lossOf(condition)[i];
          if (donor === -1) return value;
          return column === "predicted" ? -1 : both[wrong[donor][0]][wrong[donor][1]];
        });
      }),
  };
}

/** A population of two sides; conditions that are not of all examples (attacks) are left out. */
export function populationOf(first: Side, second: Side): Population {
  const whole = (side: Side): Side => {
    const column = memory((_: string, condition: Condition, name: OutcomeColumn) => side.column(condition, name));
    return {
      ...side,
      conditions: side.conditions.filter(({ condition, count }) => {
        return count === side.data.count && findCondition(second, condition)?.count === count;
      }),
      column: (condition, name) => column(`${conditionKey(condition)} ${name}`, condition, name),
    };
  };
  const sides = [whole(first), whole(second)] as const;
  const pooled = memory((_: string, condition: Condition) => pool(sides, condition));
  const wrong = memory((_: string, condition: Condition) =>
    sides.flatMap((side, model) =>
      [...side.column(condition, "predicted")].flatMap((predicted, row) =>
        predicted === side.labels[row] ? [] : [[model, row] as const],
      ),
    ),
  );
  return {
    sides,
    count: first.data.count,
    pooled: (condition) => pooled(conditionKey(condition), condition),
    wrong: (condition) => wrong(conditionKey(condition), condition),
  };
}

function memory<T, Rest extends unknown[]>(make: (key: string, ...rest: Rest) => T) {
  const known = new Map<string, T>();
  return (key: string, ...rest: Rest): T => {
    const found = known.get(key) ?? make(key, ...rest);
    known.set(key, found);
    return found;
  };
}

function pool(sides: readonly [Side, Side], condition: Condition): Sample {
  const [first, second] = sides.map((side) => {
    const measured = findCondition(side, condition);
    if (measured === undefined) throw new Error(`not measured: ${conditionKey(condition)}`);
    return outcomesUnder(side, measured);
  });
  const join = (of: "confidence" | "nll" | "brier") => Float64Array.from([...first[of], ...second[of]]);
  const joinWhole = (of: "labels" | "predicted") => Int32Array.from([...first[of], ...second[of]]);
  return createOutcomeSample({
    classes: first.classes,
    labels: joinWhole("labels"),
    predicted: joinWhole("predicted"),
    confidence: join("confidence"),
    nll: join("nll"),
    brier: join("brier"),
  });
}
