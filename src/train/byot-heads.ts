import { relu, sigmoid } from "../network/activations.ts";
import { batchNorm } from "../network/batch-norm.ts";
import { multiplyWith, sequential } from "../network/combine.ts";
import { convolution } from "../network/convolution.ts";
import type { Layer } from "../network/layer.ts";
import { globalAverage } from "../network/pooling.ts";
import { doubleBilinear } from "../network/upsample.ts";

/** Rows, columns and channels of a stage's last map. */
export type StageShape = readonly [height: number, width: number, channels: number];

/**
 * Features as wide as the last stage's, from the map of an earlier one, as the authors' journal code makes them: the map
 * times an attention of it (at half the size, doubled, sigmoid), then one separable convolution of stride 2 for each later
 * stage to that stage's width, and the average over positions.
 */
export function attentionHead(name: string, [stage, ...later]: readonly StageShape[]): Layer {
  const attention = sequential(separable(`${name}.attention`, stage[2], stage[2]), doubleBilinear, sigmoid);
  const widths = [stage, ...later].map(([, , channels]) => channels);
  const steps = later.map((_, i) => separable(`${name}.step${i + 1}`, widths[i], widths[i + 1]));
  return sequential(multiplyWith(attention), ...steps, globalAverage);
}

/**
 * The same as luanyunteng/pytorch-be-your-own-teacher makes them: 1x1 to a quarter of the last width, one convolution
 * whose kernel and stride are what the map is larger than the last one, 1x1 to the last width, and the average.
 */
export function bottleneckHead(name: string, stages: readonly StageShape[]): Layer {
  const [height, , from] = stages[0];
  const [lastHeight, , to] = stages[stages.length - 1];
  const middle = Math.floor(to / 4);
  const factor = height / lastHeight;
  const step = (index: number, settings: Parameters<typeof convolution>[1]): Layer =>
    sequential(
      convolution(`${name}.conv${index}`, { ...settings, bias: true }),
      batchNorm(`${name}.bn${index}`, settings.to),
      relu,
    );
  return sequential(
    step(1, { from, to: middle, kernel: 1 }),
    step(2, { from: middle, to: middle, kernel: factor, stride: factor, padding: 0 }),
    step(3, { from: middle, to, kernel: 1 }),
    globalAverage,
  );
}

/** Two depthwise 3x3 convolutions, the first with stride 2, each with a 1x1 convolution, normalised and rectified. */
function separable(name: string, from: number, to: number): Layer {
  const half = (index: number, out: number, stride: number): Layer =>
    sequential(
      convolution(`${name}.depthwise${index}`, { from, to: from, kernel: 3, stride, groups: from }),
      convolution(`${name}.pointwise${index}`, { from, to: out, kernel: 1 }),
      batchNorm(`${name}.bn${index}`, out),
      relu,
    );
  return sequential(half(1, from, 2), half(2, to, 1));
}
