import { type Column, knownColumns, type Quantity } from "./columns.ts";
import type { PublishedTable } from "./read-table.ts";

/** Something in a table that cannot be, or ought to be looked at. */
export interface Finding {
  /** `impossible`: no classifier has these figures; `doubtful`: one may, but hardly; `derived`: what follows from them. */
  readonly kind: "impossible" | "doubtful" | "derived";
  readonly row: string;
  readonly columns: readonly string[];
  readonly sentence: string;
}

/** Least and greatest value, as fractions. */
const BOUNDS: Readonly<Record<Quantity, readonly [number, number]>> = {
  accuracy: [0, 1],
  top5: [0, 1],
  error: [0, 1],
  aurc: [0, 1],
  eaurc: [0, 1],
  fpr95: [0, 1],
  auroc: [0, 1],
  ece: [0, 1],
  brier: [0, 2],
  nll: [0, Number.POSITIVE_INFINITY],
  attacked: [0, 1],
  corrupted: [0, 1],
};

/** All that can be said of a table's figures from themselves. */
export function findProblems(table: PublishedTable): readonly Finding[] {
  const columns = knownColumns(table);
  return [
    ...columns.flatMap((column) => outOfBounds(table, column)),
    ...table.rows.flatMap((_, row) => rowProblems(table, columns, row)),
    ...averageProblems(table),
  ];
}

function outOfBounds({ rows }: PublishedTable, { head, quantity, values, scale }: Column): readonly Finding[] {
  const [low, high] = BOUNDS[quantity];
  return values.flatMap((value, r) =>
    value < low || value > high
      ? [
          {
            kind: "impossible" as const,
            row: rows[r].name,
            columns: [head],
            sentence: `${print(value, scale)} is not between ${low * scale} and ${high * scale}`,
          },
        ]
      : [],
  );
}

/**
 * The least AURC at an error rate e, where every error is less confident than every right answer: e + (1 - e) ln(1 - e).
 *
 * Source: Geifman, Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers, section 3.
 */
export function leastAurc(error: number): number {
  return error >= 1 ? 1 : error + (1 - error) * Math.log1p(-error);
}

function rowProblems({ rows }: PublishedTable, columns: readonly Column[], row: number): readonly Finding[] {
  const find = (quantity: Quantity) => columns.find((column) => column.quantity === quantity);
  const finding = (kind: Finding["kind"], of: readonly (Column | undefined)[], sentence: string): Finding => ({
    kind,
    row: rows[row].name,
    columns: of.flatMap((column) => column?.head ?? []),
    sentence,
  });
  const at = (column: Column | undefined) => column?.values[row] ?? Number.NaN;
  const [accuracy, error, top5] = [find("accuracy"), find("error"), find("top5")];
  const [aurc, eaurc, brier, nll] = [find("aurc"), find("eaurc"), find("brier"), find("nll")];
  const found: Finding[] = [];
  const wrong = accuracy === undefined ? at(error) : 1 - at(accuracy);
  const slack = (...of: readonly (Column | undefined)[]) =>
    of.reduce((sum, column) => sum + (column?.rounding ?? 0), 0);

  if (Math.abs(at(accuracy) + at(error) - 1) > slack(accuracy, error) + TINY) {
    found.push(finding("impossible", [accuracy, error], "accuracy and error do not add up to 100 %"));
  }
  if (at(top5) < at(accuracy) - slack(top5, accuracy)) {
    found.push(finding("impossible", [top5, accuracy], "top-5 accuracy is below top-1 accuracy"));
  }
  if (aurc !== undefined && !Number.isNaN(wrong)) {
    const excess = at(aurc) - leastAurc(wrong);
    // The least AURC changes by ln(1 / (1 - e)) times the error's rounding.
    const room = slack(aurc) - Math.log1p(-Math.min(wrong, 0.999)) * slack(accuracy ?? error) + TINY;
    if (excess < -room) {
      const least = print(leastAurc(wrong), aurc.scale);
      found.push(
        finding("impossible", [aurc, accuracy ?? error], `AURC is below ${least}, the least at this accuracy`),
      );
    } else if (Math.abs(at(eaurc) - excess) > room + slack(eaurc)) {
      found.push(
        finding(
          "impossible",
          [eaurc, aurc],
          `excess AURC is ${print(at(eaurc), eaurc?.scale ?? 1)}, and accuracy and AURC make it ${print(excess, aurc.scale)}`,
        ),
      );
    } else if (eaurc === undefined && !Number.isNaN(excess)) {
      found.push(finding("derived", [aurc, accuracy ?? error], `excess AURC ${print(excess, aurc.scale)}`));
    }
  }
  // A wrong answer has the label at most as probable as the prediction, so at most 1/2.
  if (at(brier) < wrong / 2 - slack(brier, accuracy ?? error)) {
    found.push(
      finding(
        "impossible",
        [brier],
        "below half the error rate, the least Brier score (a sum over classes); perhaps it is halved, or a mean over classes",
      ),
    );
  }
  if (at(nll) < wrong * Math.LN2 - slack(nll, accuracy ?? error)) {
    found.push(
      finding(
        "impossible",
        [nll],
        "below ln 2 times the error rate, the least NLL in nats; perhaps it is in another unit",
      ),
    );
  }
  for (const column of columns.filter(({ quantity }) => quantity === "attacked" || quantity === "corrupted")) {
    if (at(column) > at(accuracy) + slack(column, accuracy)) {
      found.push(finding("doubtful", [column, accuracy], "above the accuracy on clean images"));
    }
  }
  return [...found, ...attackProblems(columns, at, finding)];
}

const TINY = 1e-9;

/** A single step that does more harm than several of the same size in all: the attack with several did not work. */
function attackProblems(
  columns: readonly Column[],
  at: (column: Column) => number,
  finding: (kind: Finding["kind"], of: readonly Column[], sentence: string) => Finding,
): readonly Finding[] {
  const single = columns.filter(({ head }) => /^fgsm\b/i.test(head));
  return single.flatMap((one) => {
    const several = columns.find(({ head }) => head.toLowerCase() === `i-${one.head.toLowerCase()}`);
    if (several === undefined || at(several) <= at(one) + several.rounding + one.rounding) return [];
    return [finding("doubtful", [several, one], "several steps do less harm than one: a sign that gradients mislead")];
  });
}

/** An average that is not one of the rows above it. */
function averageProblems({ columns, rows }: PublishedTable): readonly Finding[] {
  const last = rows.findIndex(({ name }) => /^(avg|average|mean)\b/i.test(name.trim()));
  if (last < 1) return [];
  return columns.flatMap((head, c): readonly Finding[] => {
    const above = rows.slice(0, last).map(({ values }) => values[c]);
    const [mean, printed] = [above.reduce((sum, value) => sum + value, 0) / above.length, rows[last].values[c]];
    const digits = [rows[last], ...rows.slice(0, last)].map(({ decimals }) => decimals[c]);
    const room = 0.5 * 10 ** -digits[0] + 0.5 * 10 ** -Math.max(...digits.slice(1)) + TINY;
    if (Number.isNaN(mean) || Math.abs(mean - printed) <= room) return [];
    const whole = Math.max(mean, printed) > 1 ? 100 : 1;
    const mixed = Math.abs(whole - mean - printed) <= room;
    const text = Number(mean.toFixed(4));
    return [
      {
        kind: "impossible",
        row: rows[last].name,
        columns: [head],
        sentence: mixed
          ? `mixed units: the rows above have the mean ${text}, and ${printed} is ${whole} less that: one is of errors, the other of accuracies`
          : `${printed} is not the mean of the rows above, ${text}`,
      },
    ];
  });
}

function print(value: number, scale: number): string {
  return `${Number((value * scale).toPrecision(3))}`;
}
