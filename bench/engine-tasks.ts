import * as tf from "@tensorflow/tfjs-core";
import { createRandom } from "../src/core/random.ts";
import type { InputSpec, TensorFunction } from "../src/engine/index.ts";
import { findArchitecture } from "../src/model/architectures/index.ts";
import { crossEntropy } from "../src/train/cross-entropy.ts";
import { initialize } from "../src/train/initialize.ts";

const SIZE = 32;
const CLASSES = 100;

/** The networks that are timed, and the images in a batch of each. */
export const NETWORKS = [
  { id: "resnet20", batch: 128 },
  { id: "resnet18", batch: 32 },
] as const;

export const TASKS = ["forward", "input gradient", "training step"] as const;
export type TaskId = (typeof TASKS)[number];

/** A function to time, with numbers to give it. */
export interface Task {
  readonly fn: TensorFunction;
  readonly inputs: readonly InputSpec[];
  readonly values: readonly Float32Array[];
  readonly state: readonly tf.Variable[];
}

/** The three tasks on a network with random weights. Training: SGD with momentum 0.9 and weight decay 5e-4. */
export function createTasks(network: string, batch: number): Readonly<Record<TaskId, Task>> {
  const random = createRandom(`bench ${network}`);
  const { trainable, weights, ...bound } = initialize(findArchitecture(network).network(CLASSES), random);
  const velocities = trainable.map((weight) => tf.tidy(() => tf.variable(tf.zerosLike(weight), false)));

  const trainingStep = (images: tf.Tensor, targets: tf.Tensor): tf.Tensor => {
    const loss = () => crossEntropy(bound.train(images), targets as tf.Tensor2D);
    const { value, grads } = tf.variableGrads(loss, [...trainable]);
    for (const [i, weight] of trainable.entries()) {
      const gradient = tf.add(grads[weight.name], tf.mul(weight, 5e-4));
      velocities[i].assign(tf.add(tf.mul(velocities[i], 0.9), gradient));
      weight.assign(tf.sub(weight, tf.mul(velocities[i], 0.01)));
    }
    return value;
  };

  const pixels = random.fork("pixels");
  const images = Float32Array.from({ length: batch * SIZE * SIZE * 3 }, () => pixels.normal());
  const targets = new Float32Array(batch * CLASSES);
  for (let i = 0; i < batch; i++) targets[i * CLASSES + ((7 * i) % CLASSES)] = 1;
  const imageSpec: InputSpec = { shape: [batch, SIZE, SIZE, 3] };
  const inputs = [imageSpec, { shape: [batch, CLASSES] }];
  const gradient: TensorFunction = (x, y) =>
    tf.grad((point) => crossEntropy(bound.forward(point), y as tf.Tensor2D))(x);
  return {
    forward: { fn: (x) => bound.forward(x), inputs: [imageSpec], values: [images], state: [] },
    "input gradient": { fn: gradient, inputs, values: [images, targets], state: [] },
    "training step": {
      fn: trainingStep,
      inputs,
      values: [images, targets],
      state: [...weights.map(({ variable }) => variable), ...velocities],
    },
  };
}
