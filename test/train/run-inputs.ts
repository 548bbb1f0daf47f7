import type { Dataset } from "../../src/core/dataset.ts";
import { createRandom } from "../../src/core/random.ts";
import type { Engine } from "../../src/engine/index.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { findAugmentation } from "../../src/train/augmentations/index.ts";
import { initialize } from "../../src/train/initialize.ts";
import { findMethod, type MethodId } from "../../src/train/methods/index.ts";
import type { TrainingPlan } from "../../src/train/plan.ts";
import type { TrainingEvent, TrainingInputs } from "../../src/train/train.ts";
import { networkOf } from "../model/tiny.ts";

/** Images of one colour each, its class the channel that is bright: anything that learns at all learns it. */
export function colours(split: Dataset["split"], count = 12): Dataset {
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  return {
    name: "colours",
    split,
    count,
    height: 8,
    width: 8,
    classes: ["red", "green", "blue"],
    labels,
    trueLabels: labels,
    sha256: "1".repeat(64),
    exampleId: (index) => ({ index }),
    read: async (indices) =>
      Uint8Array.from({ length: indices.length * 192 }, (_, k) => {
        const index = indices[Math.floor(k / 192)];
        return k % 3 === labels[index] ? 200 + index : 40 + 3 * index;
      }),
  };
}

export interface RunOptions {
  readonly id: MethodId;
  readonly engine: Engine;
  readonly out: string;
  readonly change?: Partial<TrainingPlan>;
  readonly augment?: string;
  /** Of the method. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A run of ResNet-8 on `colours`, three epochs of three steps. */
export async function runInputs(run: RunOptions): Promise<TrainingInputs> {
  const { id, engine, out, change, augment = "none", options } = run;
  const method = await findMethod(id).configure({ ...(id === "crd" && { negatives: 5 }), ...options });
  const augmentation = findAugmentation(augment).configure({});
  const plan: TrainingPlan = {
    tool: "ipswap-eval 0.0.0",
    engine: "onnx",
    method: id,
    options: method.options,
    augmentation: { id: augment, options: augmentation.options },
    architecture: "resnet8",
    data: { name: "colours", train: "1".repeat(64), test: "1".repeat(64) },
    labelNoise: "none",
    epochs: 3,
    batch: 4,
    learningRate: 0.05,
    schedule: "steps",
    warmup: 0,
    optimizer: "sgd",
    nesterov: false,
    decayVectors: true,
    dropPath: 0,
    momentum: 0.9,
    weightDecay: 5e-4,
    seed: 1,
    testEvery: 1,
    ...change,
  };
  const normalization = async () => ({ mean: [0.4, 0.4, 0.4], std: [0.3, 0.3, 0.3] }) as const;
  const teacher = method.learnsFromTeacher ? teacherOf() : undefined;
  const data = { train: colours("train"), test: colours("test"), normalization };
  return { plan, method, augmentation, teacher, ...data, engine, out };
}

/** An untrained network: what it teaches does not matter here. */
const teacherOf = () => networkOf(initialize(findArchitecture("resnet8").network(3), createRandom("teacher")), 8, 3);

/** A run's events, until one fulfils a condition. */
export async function collect(run: AsyncGenerator<TrainingEvent>, until?: (event: TrainingEvent) => boolean) {
  const events: TrainingEvent[] = [];
  for await (const event of run) {
    events.push(event);
    if (until?.(event)) break;
  }
  return events;
}
