import { attacks } from "../../attacks/index.ts";
import { corruptions, suites } from "../../corruptions/index.ts";
import { metrics } from "../../metrics/index.ts";
import { type Condition, SEVERITIES } from "../../src/core/condition.ts";
import { createRandom, type Random } from "../../src/core/random.ts";
import { EXAMPLE_COLUMNS } from "../../src/result/example-files.ts";
import { type CheckpointResult, RESULT_SCHEMA, type Result } from "../../src/result/safety-result.ts";

export interface SyntheticSize {
  readonly checkpoints: number;
  readonly classes: number;
  readonly examples: number;
}

/** Epsilons of the made-up attacks. */
const EPSILONS = [0.001, 0.003, 0.005, 0.01, 0.05];
const ATTACKS = ["fgsm", "i-fgsm", "pgd"];

/**
 * A result of the size of a real one whose figures are drawn at random: every metric, three attacks in both spaces, all
 * corruptions. For measuring and testing what reads results; the figures mean nothing.
 */
export function syntheticResult({ checkpoints: count, classes, examples }: SyntheticSize): Result {
  const random = createRandom("synthetic result");
  const conditions: readonly Condition[] = [
    { kind: "clean" },
    ...ATTACKS.flatMap((id) =>
      (["pixel", "normalized"] as const).flatMap((space) =>
        EPSILONS.map((epsilon) => ({ kind: "attack" as const, id, space, epsilon })),
      ),
    ),
    ...corruptions.flatMap(({ id }) => SEVERITIES.map((severity) => ({ kind: "corruption" as const, id, severity }))),
  ];
  const checkpoints = Array.from({ length: count }, (_, c) =>
    checkpoint(`checkpoint-${c}`, conditions, { classes, examples }, random.fork(`${c}`)),
  );
  const change = random.fork("changes");
  return {
    schema: RESULT_SCHEMA,
    tool: { name: "ipswap-eval", version: "0.0.0" },
    command: "ipswap-eval safety",
    engine: "onnx",
    plan: {
      seed: 0,
      attacks: ATTACKS,
      presets: ["standard", "paper"],
      epsilons: EPSILONS,
      attackLimit: null,
      corruptions: corruptions.map(({ id }) => id),
      corruptedImages: { from: "generator", constants: "imagenet", frostTextures: "procedural" },
    },
    data: {
      name: "synthetic",
      split: "test",
      count: examples,
      height: 224,
      width: 224,
      classes: Array.from({ length: classes }, (_, k) => `class ${k} of the synthetic set`),
      superclasses: null,
      sha256: "0".repeat(64),
      notes: [],
    },
    catalogue: {
      metrics: metrics.map(({ id, name, title, unit, better, range, definition, version, ...rest }) => ({
        ...{ id, name, title, unit, better, definition, version },
        range: [finite(range[0]), finite(range[1])],
        headline: "headline" in rest && rest.headline === true,
      })),
      attacks: attacks
        .filter(({ id }) => ATTACKS.includes(id))
        .map(({ id, title, norm, gradients, settings }) => ({ id, title, norm, gradients, settings, worstOf: null })),
      corruptions: corruptions.map(({ id, title, family }) => ({ id, title, family })),
      suites: suites.map((suite) => ({
        id: suite.id,
        title: suite.title,
        corruptions: suite.corruptions.map(({ id }) => id),
      })),
    },
    warnings: [],
    examples: { columns: EXAMPLE_COLUMNS },
    checkpoints,
    comparisons: checkpoints.slice(1).map(({ name }) => ({
      baseline: checkpoints[0].name,
      candidate: name,
      identical: false,
      differences: [
        ...["accuracy", "aurc", "ece"].map((metric) => ({ on: conditions[0], metric, ...changed(change) })),
        ...conditions
          .filter(({ kind }) => kind === "attack")
          .map((on) => ({ on, metric: "accuracy", ...changed(change) })),
        ...corruptions.map(({ id }) => ({
          on: { kind: "corruptions" as const, ids: [id] },
          metric: "accuracy",
          ...changed(change),
        })),
      ],
    })),
  };
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/** A difference of either sign and its interval, which may include zero. */
function changed(random: Random) {
  const [difference, width] = [random.uniform() - 0.5, random.uniform() / 2];
  return { difference, interval: [difference - width, difference + width] as [number, number] };
}

/** A share and an interval around it. */
function share(random: Random) {
  const value = random.uniform();
  return { value, interval: [value * random.uniform(), value + (1 - value) * random.uniform()] as [number, number] };
}

function checkpoint(
  name: string,
  conditions: readonly Condition[],
  { classes, examples }: Omit<SyntheticSize, "checkpoints">,
  random: Random,
): CheckpointResult {
  return {
    name,
    sha256: name.padEnd(64, "0"),
    architecture: "resnet50",
    normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    output: "logits",
    notes: [],
    measurements: conditions.map((condition) => {
      const ids = condition.kind === "clean" ? metrics.map(({ id }) => id) : ["accuracy"];
      const shares = ids.map((id) => ({ id, ...share(random) }));
      return {
        condition,
        count: examples,
        values: Object.fromEntries(shares.map(({ id, value }) => [id, value])),
        intervals: Object.fromEntries(shares.map(({ id, interval }) => [id, interval])),
      };
    }),
    diagnostics: {
      reliability: Array.from({ length: 15 }, (_, bin) => {
        const { value, interval } = share(random);
        const [low, high] = [bin / 15, (bin + 1) / 15];
        return {
          low,
          high,
          count: 1 + random.integer(examples),
          confidence: (low + high) / 2,
          accuracy: value,
          interval,
        };
      }),
      riskCoverage: Array.from({ length: 200 }, (_, i) => ({ coverage: (i + 1) / 200, risk: random.uniform() })),
      classes: Array.from({ length: classes }, (_, k) => {
        const { value, interval } = share(random);
        return { class: k, count: Math.ceil(examples / classes), recall: value, interval, precision: random.uniform() };
      }),
      confusions: Array.from({ length: Math.min(2500, classes * (classes - 1)) }, (_, i) => {
        const label = Math.floor(i / (classes - 1));
        const other = i % (classes - 1);
        return { label, predicted: other < label ? other : other + 1, count: 2500 - i };
      }),
      confusionsLeftOut: Math.max(0, classes * (classes - 1) - 2500),
    },
    reliability: { gradientUnavailable: null, probe: null, flags: [] },
    examples: { path: `examples/${name}.npz`, bytes: 0, sha256: "0".repeat(64) },
    logits: { path: `logits/${name}.npy`, bytes: 0, sha256: "0".repeat(64) },
  };
}
