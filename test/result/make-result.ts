import { corruptions } from "../../corruptions/index.ts";
import type { Condition } from "../../src/core/condition.ts";
import { catalogueOf } from "../../src/evaluate/catalogue.ts";
import type { Plan } from "../../src/evaluate/plan.ts";
import type { StoredDifference } from "../../src/result/comparison.ts";
import { EXAMPLE_COLUMNS } from "../../src/result/example-files.ts";
import type { CheckpointResult, Measurement, Result } from "../../src/result/safety-result.ts";

const CLEAN = { top5: 0.9, aurc: 0.0561, eaurc: 0.0316, augrc: 0.02, fpr95: 0.597, ece: 0.106, brier: 0.321, nll: 0.9 };
const FILE = { path: "examples/a.npz", bytes: 1, sha256: "0".repeat(64) };

/** Half of the images are of each class; nothing is known of what was right. */
const CLASSES = [0, 1].map((k) => ({ class: k, count: 50, recall: null, interval: null, precision: null }));

export function measured(condition: Condition, values: Record<string, number | null>): Measurement {
  return { condition, count: 100, values: { ...CLEAN, ...values }, intervals: { accuracy: [0.7, 0.8] } };
}

export function checkpoint(
  name: string,
  clean: Record<string, number | null>,
  more: readonly Measurement[] = [],
): CheckpointResult {
  return {
    name,
    sha256: name,
    architecture: "resnet8",
    normalization: { mean: [0.5, 0.5, 0.5], std: [0.2, 0.25, 0.3] },
    output: "logits",
    notes: [],
    measurements: [measured({ kind: "clean" }, clean), ...more],
    diagnostics: { reliability: [], riskCoverage: [], classes: CLASSES, confusions: [], confusionsLeftOut: 0 },
    reliability: { gradientUnavailable: null, probe: null, flags: [] },
    examples: FILE,
    logits: FILE,
  };
}

/** A result of these checkpoints; the plan names what they were measured under. */
export function resultOf(
  checkpoints: readonly CheckpointResult[],
  differences: readonly StoredDifference[] = [],
): Result {
  const conditions = checkpoints.flatMap(({ measurements }) => measurements.map(({ condition }) => condition));
  const has = (kind: string, id: string) => conditions.some((c) => c.kind === kind && "id" in c && c.id === id);
  const plan: Plan = {
    seed: 0,
    attacks: ["fgsm", "i-fgsm"],
    presets: ["standard"],
    epsilons: [0.01],
    attackLimit: null,
    corruptions: corruptions.map(({ id }) => id).filter((id) => has("corruption", id)),
    corruptedImages: { from: "generator", constants: "cifar", frostTextures: "procedural" },
  };
  return {
    schema: "ipswap-eval/result/2",
    tool: { name: "ipswap-eval", version: "0.0.0" },
    command: null,
    plan,
    engine: "onnx",
    data: {
      name: "emoji",
      split: "test",
      count: 100,
      height: 32,
      width: 32,
      classes: ["a", "b"],
      superclasses: null,
      sha256: "0",
      notes: [],
    },
    catalogue: catalogueOf(plan),
    warnings: [],
    examples: { columns: EXAMPLE_COLUMNS },
    checkpoints,
    comparisons: checkpoints.slice(1).map(({ name }) => ({
      baseline: checkpoints[0].name,
      candidate: name,
      identical: false,
      differences,
    })),
  };
}
