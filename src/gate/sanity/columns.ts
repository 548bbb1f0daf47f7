import type { PublishedTable } from "./read-table.ts";

/** What a column is of, as far as its head says. */
export type Quantity =
  | "accuracy"
  | "top5"
  | "error"
  | "aurc"
  | "eaurc"
  | "fpr95"
  | "auroc"
  | "ece"
  | "brier"
  | "nll"
  | "attacked"
  | "corrupted";

/** Heads, the first that fits counts. */
const HEADS: readonly (readonly [Quantity, RegExp])[] = [
  ["attacked", /fgsm|pgd|apgd|autoattack|square|robust|attack|\bcw\b/i],
  ["corrupted", /corrupt/i],
  ["eaurc", /\be-?aurc\b|excess/i],
  ["aurc", /\baurc\b/i],
  ["fpr95", /\bfpr/i],
  ["auroc", /\bauroc\b|\bauc\b/i],
  ["ece", /\bece\b/i],
  ["brier", /\bbrier\b/i],
  ["nll", /\bnll\b|log.?likelihood|cross.?entropy/i],
  ["top5", /top-?5/i],
  ["error", /\berr(or)?\b/i],
  ["accuracy", /\bacc(uracy)?\b|top-?1/i],
];

/** A column that is known, with its values as fractions (nats for NLL), and what they were multiplied by in print. */
export interface Column {
  readonly head: string;
  readonly quantity: Quantity;
  readonly values: readonly number[];
  readonly scale: number;
  /** Half of the last printed digit, as a fraction: what rounding can have changed. */
  readonly rounding: number;
}

/**
 * The columns whose heads are known. Shares are percentages where any is above 1. AURC is printed times 1, 100 or 1000:
 * the scale is the one that puts it nearest to what the error rates allow.
 */
export function knownColumns({ columns, rows }: PublishedTable): readonly Column[] {
  const raw = columns.flatMap((head, c) => {
    const quantity = HEADS.find(([, pattern]) => pattern.test(head))?.[0];
    return quantity === undefined
      ? []
      : [
          {
            head,
            quantity,
            printed: rows.map(({ values }) => values[c]),
            decimals: Math.max(...rows.map((row) => row.decimals[c])),
          },
        ];
  });
  const accuracy = raw.find(({ quantity }) => quantity === "accuracy");
  const error = accuracy && 1 - meanOf(accuracy.printed) / shareScale(accuracy.printed);
  return raw.map(({ head, quantity, printed, decimals }) => {
    const scale = quantity === "nll" ? 1 : /aurc/.test(quantity) ? areaScale(printed, error) : shareScale(printed);
    return {
      head,
      quantity,
      scale,
      values: printed.map((value) => value / scale),
      rounding: 0.5 / scale / 10 ** decimals,
    };
  });
}

function shareScale(printed: readonly number[]): number {
  return printed.some((value) => value > 2) ? 100 : 1;
}

function areaScale(printed: readonly number[], error = 0.1): number {
  const distance = (scale: number) => Math.abs(Math.log(meanOf(printed) / scale / (error / 3)));
  return [1, 100, 1000].reduce((best, scale) => (distance(scale) < distance(best) ? scale : best));
}

function meanOf(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
