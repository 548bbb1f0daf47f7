import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";
import { capturedIo } from "./captured-io.ts";

/**
 * Files of scores as people have them. Values are those of NumPy on the same files: accuracy
 * `(p.argmax(1) == y).mean()`, NLL `-log(p[arange(n), y]).mean()`, of p the softmax of logits, or probabilities divided by
 * their sums.
 */
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/cases/${name}`, import.meta.url));

async function metrics(...argv: readonly string[]) {
  const io = capturedIo();
  const fast = ["--resamples", "2", "--metrics", "accuracy,nll", "--json"];
  const code = await main(["metrics", ...argv, ...fast], io);
  const { values } = code === 0 ? JSON.parse(io.out()) : { values: {} };
  return { code, accuracy: values.accuracy?.value, nll: values.nll?.value, said: io.err() };
}

interface Case {
  /** The options, with names of fixtures. */
  readonly given: string;
  readonly accuracy?: number;
  readonly nll?: number | null;
  /** What is said, or why it is refused where there are no values. */
  readonly said?: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  "probabilities with four decimals": {
    given: "--probabilities probabilities-4-decimals.csv --labels labels.npy",
    ...{ accuracy: 0.8, nll: 0.9221948152246274 },
  },
  "the same taken for logits": {
    given: "--logits probabilities-4-decimals.csv --labels labels.npy",
    ...{ accuracy: 0.8, said: /sums to one: if these are probabilities, use --probabilities/ },
  },
  "probabilities with three decimals": {
    given: "--probabilities probabilities-3-decimals.npy --labels labels.npy",
    ...{ accuracy: 0.8, nll: 0.9223273497171818 },
    said: /rounded to 3 decimals, and rows sum to 0.997...1.003: each is divided by its sum/,
  },
  "a class that is masked with minus infinity": {
    given: "--logits logits-masked.npy --labels labels-9.npy",
    ...{ accuracy: 0.76, nll: 0.9473693830895925 },
  },
  "a masked class that is the truth": {
    given: "--logits logits-masked.npy --labels labels.npy",
    ...{ accuracy: 0.76, nll: null, said: /3 labels of .*labels.npy have a probability of exactly 0: NLL is infinite/ },
  },
  "an archive of logits and labels": { given: "--logits logits.npz", accuracy: 0.8, nll: 0.9222069531981499 },
  "an archive of labels": {
    given: "--probabilities probabilities-4-decimals.csv --labels logits.npz",
    ...{ accuracy: 0.8, nll: 0.9221948152246274 },
  },
  "one probability for two classes": {
    given: "--probabilities binary-scores.npy --labels binary-labels.npy",
    ...{ accuracy: 0.82, nll: 0.40806991051012576 },
    said: /one probability for each example: taken as that of the second of two classes/,
  },
  "one probability taken for a logit": {
    given: "--logits binary-scores.npy --labels binary-labels.npy",
    said: /every score of .* lies in \[0, 1\]: if these are probabilities, use --probabilities/,
    // All scores are above 0, so that every answer is the second class: 27 of 50 labels.
    accuracy: 0.54,
  },
  "NaN as Python writes it": { given: "--logits nan.jsonl", said: /logits, row 3, class 2: .*got NaN/ },
  "labels that count from 1": {
    given: "--logits logits.npz --labels labels-1-indexed.npy",
    said: /expected labels in 0...9, but got labels in 1...10. They count from 1: subtract 1 from each/,
  },
  "a file that is not there": { given: "--logits nothing.npy --labels labels.npy", said: /but got no such file/ },
};

describe("files of scores", () => {
  test.each(Object.entries(CASES))("%s", async (_, { given, said, ...values }) => {
    const result = await metrics(...given.split(" ").map((word) => (word.startsWith("--") ? word : fixture(word))));
    expect(result.code).toBe(values.accuracy === undefined ? 2 : 0);
    if (values.accuracy !== undefined) expect(result.accuracy).toBeCloseTo(values.accuracy, 12);
    if (typeof values.nll === "number") expect(result.nll).toBeCloseTo(values.nll, 8);
    if (values.nll === null) expect(result.nll).toBeNull();
    expect(result.said).toMatch(said ?? /^$/);
  });
});

/** Three examples of three classes; the answers are 1, 0 and 2, so that two of three labels are right. */
const ROWS = ["0.1,2.5,0.3", "1.5,-1,0", "0,0.5,0.75"];
const LABELS = [1, 0, 0];
const lines = (...rows: readonly string[]) => `${rows.join("\n")}\n`;

/** What pandas and other programs write of the same table; `labels` where they are written in a special way too. */
const TEXTS: Readonly<Record<string, { scores: string; labels?: string; said?: RegExp; refused?: true }>> = {
  "rows alone": { scores: lines(...ROWS) },
  "DataFrame.to_csv()": {
    scores: lines(",0,1,2", ...ROWS.map((row, i) => `${i},${row}`)),
    labels: lines(",0", ...LABELS.map((label, i) => `${i},${label}`)),
    said: /Column 1 of .*scores.csv counts the rows, and is left out/,
  },
  "to_csv(index=False)": {
    scores: lines("0,1,2", ...ROWS),
    labels: lines("0", ...LABELS.map(String)),
    said: /The first line of .*scores.csv numbers the columns, and is left out/,
  },
  "to_csv(header=False)": {
    scores: lines(...ROWS.map((row, i) => `${i},${row}`)),
    said: /Column 1 of .* counts the rows/,
  },
  "a heading over the scores alone": { scores: lines("0,1,2", ...ROWS), said: /The first line of .*scores.csv/ },
  "named columns": { scores: lines("cat,dog,owl", ...ROWS) },
  "an index with a name, from 1": {
    scores: lines("id,cat,dog,owl", ...ROWS.map((row, i) => `${i + 1},${row}`)),
    said: /Column "id" of .* counts the rows/,
  },
  "cells in quotes": { scores: lines(...ROWS.map((row) => row.replaceAll(/[^,]+/g, '"$&"'))) },
  "labels among the scores": {
    scores: lines("label,cat,dog,owl", ...ROWS.map((row, i) => `${LABELS[i]},${row}`)),
    ...{ said: /a column called "label". Take it out/, refused: true },
  },
  "decimals with a comma": {
    scores: lines(...ROWS.map((row) => row.replaceAll(",", ";").replaceAll(".", ","))),
    ...{ said: /commas and semicolons in one line \(write decimals with a point\)/, refused: true },
  },
  "a softmax over the examples": {
    // Rows of [0, 1] whose three columns sum to one, and whose rows do not.
    scores: lines("0.2,0.7,0.2", "0.5,0.1,0.1", "0.3,0.2,0.7"),
    said: /every column of .* sums to 1: was a softmax taken over the examples/,
  },
};

describe("tables in text", () => {
  test.each(Object.entries(TEXTS))(
    "%s",
    async (_, { scores, labels = lines(...LABELS.map(String)), said, refused }) => {
      const folder = await temporaryFolder({ "scores.csv": scores, "labels.csv": labels });
      const result = await metrics("--logits", join(folder, "scores.csv"), "--labels", join(folder, "labels.csv"));
      expect(result.said).toMatch(said ?? /^$/);
      expect(result.code).toBe(refused ? 2 : 0);
      if (!refused) expect(result.accuracy).toBeCloseTo(2 / 3, 12);
    },
  );

  test("labels that start at 1 and have no largest one are a doubt", async () => {
    // Answers 0, 1, 0, 1, ... of three classes; labels are one more, so that none is right and none is 3.
    const rows = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? "2,1,0" : "1,2,0"));
    const folder = await temporaryFolder({
      "scores.csv": lines(...rows),
      "labels.csv": lines(...rows.map((_, i) => `${(i % 2) + 1}`)),
    });
    const { said } = await metrics("--logits", join(folder, "scores.csv"), "--labels", join(folder, "labels.csv"));
    expect(said).toMatch(
      /the accuracy is 0.0 % with the labels .* and 100.0 % with each one less: do they count from 1\?/,
    );
  });
});
