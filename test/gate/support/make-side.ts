import { type Condition, conditionKey, type SEVERITIES } from "../../../src/core/condition.ts";
import { catalogueOf } from "../../../src/evaluate/catalogue.ts";
import type { Side } from "../../../src/gate/side.ts";
import type { OutcomeColumn } from "../../../src/result/baseline.ts";

/** Answers under one condition: the predicted class of each example, and its confidence (0.9 where nothing is said). */
export interface Answers {
  readonly condition: Condition;
  readonly predicted: readonly number[];
  readonly confidence?: readonly number[];
}

export const CLEAN: Condition = { kind: "clean" };
export const fog = (severity: (typeof SEVERITIES)[number]): Condition => ({ kind: "corruption", id: "fog", severity });
export const fgsm = (epsilon: number): Condition => ({ kind: "attack", id: "fgsm", space: "pixel", epsilon });

const PLAN = {
  seed: 0,
  attacks: ["fgsm"],
  presets: ["standard" as const],
  epsilons: [0.01],
  attackLimit: null,
  corruptions: ["fog"],
  corruptedImages: { from: "generator" as const, constants: "cifar" as const, frostTextures: "procedural" },
};

/**
 * A side in memory. Losses follow from prediction and confidence: a wrong answer leaves a tenth of the rest to the label.
 *
 * @param labels true classes, of as many classes as there are names
 */
export function makeSide(
  name: string,
  labels: readonly number[],
  answers: readonly Answers[],
  more: { readonly classes?: readonly string[]; readonly superclasses?: Side["data"]["superclasses"] } = {},
): Side {
  const classes = more.classes ?? ["cat", "dog", "owl"];
  const columns = new Map(answers.map((each) => [conditionKey(each.condition), columnsOf(each, labels)]));
  return {
    source: `${name}/result.json`,
    tool: { name: "ipswap-eval", version: "0.0.0" },
    engine: "onnx",
    plan: PLAN,
    data: {
      name: "animals",
      split: "test",
      count: labels.length,
      height: 32,
      width: 32,
      classes: [...classes],
      superclasses: more.superclasses ?? null,
      sha256: "5".repeat(64),
    },
    catalogue: catalogueOf(PLAN),
    checkpoint: {
      name,
      sha256: name,
      architecture: "resnet8",
      normalization: { mean: [0, 0, 0], std: [1, 1, 1] },
      output: "logits",
    },
    index: Int32Array.from(labels.keys()),
    labels: Int32Array.from(labels),
    conditions: answers.map(({ condition, predicted }) => ({
      condition,
      count: predicted.length,
      columns: ["predicted", "confidence", "nll", "brier", ...(condition.kind === "clean" ? (["top5"] as const) : [])],
    })),
    release: null,
    history: [],
    doubts: [],
    column(condition, column) {
      const found = columns.get(conditionKey(condition));
      if (found === undefined) throw new Error(`no ${conditionKey(condition)}`);
      return found[column];
    },
  };
}

function columnsOf({ predicted, confidence }: Answers, labels: readonly number[]): Record<OutcomeColumn, Float64Array> {
  const sure = predicted.map((_, i) => confidence?.[i] ?? 0.9);
  const ofLabel = sure.map((p, i) => (predicted[i] === labels[i] ? p : (1 - p) / 10));
  return {
    predicted: Float64Array.from(predicted),
    confidence: Float64Array.from(sure),
    nll: Float64Array.from(ofLabel, (p) => -Math.log(p)),
    brier: Float64Array.from(sure, (p, i) => (predicted[i] === labels[i] ? 2 * (1 - p) ** 2 : p ** 2 + 1)),
    top5: Float64Array.from(predicted, () => 1),
  };
}

/** Right where the bit is 1, else the next of three classes. */
export function answering(labels: readonly number[], bits: string): readonly number[] {
  return labels.map((label, i) => (bits[i] === "1" ? label : (label + 1) % 3));
}
