import { type Condition, conditionKey } from "../../src/core/condition.ts";
import type { Random } from "../../src/core/random.ts";
import { findCondition, type Side } from "../../src/gate/side.ts";
import type { OutcomeColumn } from "../../src/result/baseline.ts";

/** Two different checkpoints' outcomes on the same examples, which stand for all examples that there are. */
export interface Population {
  readonly name: string;
  readonly sides: readonly [Side, Side];
  readonly count: number;
}

/** What becomes of the second checkpoint's answer about an example; `chance` is uniform in [0, 1), for each condition anew. */
export type Damage = (column: OutcomeColumn, value: number, chance: number) => number;

export const NO_DAMAGE: Damage = (_, value) => value;

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

/** Both sides of a draw. */
export function sidesOf({ sides }: Population, draw: Draw, damage: Damage): readonly [Side, Side] {
  return [pick(sides, draw, 0, damage), pick(sides, draw, 1, damage)];
}

function pick(sides: readonly [Side, Side], { rows, exchanged, random }: Draw, model: 0 | 1, damage: Damage): Side {
  const known = new Map<string, Float64Array>();
  const labels = Int32Array.from(rows, (row) => sides[0].labels[row]);
  const original = (condition: Condition, column: OutcomeColumn) => sides.map((side) => side.column(condition, column));
  return {
    ...sides[model],
    data: { ...sides[model].data, count: rows.length },
    index: Int32Array.from(rows.keys()),
    labels,
    conditions: sides[model].conditions.map((each) => ({ ...each, count: rows.length })),
    column(condition, column) {
      const key = `${conditionKey(condition)} ${column}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const both = original(condition, column);
      const chances = random.fork(conditionKey(condition));
      const values = Float64Array.from(rows, (row, i) => {
        const value = both[exchanged[i] === 1 ? 1 - model : model][row];
        return model === 1 ? damage(column, value, chances.uniform()) : value;
      });
      known.set(key, values);
      return values;
    },
  };
}

/** A population of two sides; conditions that are not of all examples (attacks) are left out. */
export function populationOf(name: string, first: Side, second: Side): Population {
  const whole = (side: Side): Side => {
    const columns = new Map<string, Float64Array>();
    return {
      ...side,
      conditions: side.conditions.filter(({ condition, count }) => {
        return count === side.data.count && findCondition(second, condition)?.count === count;
      }),
      column(condition, column) {
        const key = `${conditionKey(condition)} ${column}`;
        const found = columns.get(key) ?? side.column(condition, column);
        columns.set(key, found);
        return found;
      },
    };
  };
  return { name, sides: [whole(first), whole(second)], count: first.data.count };
}
