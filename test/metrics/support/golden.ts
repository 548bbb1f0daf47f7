import { readFileSync } from "node:fs";
import { type Predictions, predictionsFromLogits } from "../../../src/core/predictions.ts";
import { decodeNpy } from "../../../src/data/npy.ts";

/** Results of the CRL reference code (daintlab/confidence-aware-learning, metrics.py) on one set of logits. */
export interface GoldenCase {
  readonly name: string;
  readonly count: number;
  readonly classes: number;
  /** Precision in which the reference computed the softmax. */
  readonly softmax: "float64" | "float32";
  readonly distinctConfidences: number;
  readonly accuracy: number;
  readonly aurc: number;
  readonly eaurc: number | null;
  readonly auprError: number;
  readonly fpr95: number | null;
  readonly ece15: number;
  readonly ece10: number;
  readonly nll: number;
  readonly brier: number;
}

const folder = process.env["IPSWAP_GOLDEN_METRICS"] ?? new URL("../../fixtures/metrics", import.meta.url).pathname;

const everyCase: readonly GoldenCase[] = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8")).cases;

/** The two sets of 100 classes are too large to keep here. */
const LARGE = process.env["IPSWAP_GOLDEN_METRICS"] === undefined ? ["cifar100-like", "overconfident"] : [];

export const goldenCases = everyCase.filter(({ name }) => !LARGE.includes(name));

/** The stored predictions of a case, in the precision in which the reference computed the softmax. */
export function goldenPredictions({ name, classes, softmax }: GoldenCase): Predictions {
  const read = (part: string) => decodeNpy(readFileSync(`${folder}/${name}.${part}.npy`), name).data;
  return predictionsFromLogits(read("logits"), read("labels"), classes, softmax);
}

export function goldenCase(name: string): GoldenCase {
  const found = goldenCases.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no golden case ${name}`);
  return found;
}
