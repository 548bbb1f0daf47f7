import { InputError, predictionsFromLogits } from "ipswap-eval/metrics";

/**
 * Predictions from a CSV file as any program writes it: a header, then per example its true class (a number from 0) and
 * one logit per class.
 */
export function predictionsFromCsv(text) {
  const [header, ...rows] = text.trim().split(/\r?\n/);
  const classes = header.split(",").slice(1);
  const values = rows.map((row) => row.split(",").map(Number));
  const wrong = values.findIndex((row) => row.length !== classes.length + 1 || row.some(Number.isNaN));
  if (wrong >= 0) {
    const expected = `a class and ${classes.length} numbers, as the header says`;
    throw new InputError(`line ${wrong + 2}`, { expected, got: rows[wrong] });
  }
  const labels = values.map(([label]) => label);
  return predictionsFromLogits(
    values.flatMap(([, ...logits]) => logits),
    labels,
    classes.length,
  );
}
