import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Blocks } from "../blocks.ts";

/** A residual block: `width` channels inside, `stride` at its spatial convolution. */
export type ResidualBlock = (
  blocks: Blocks,
  input: SymbolicTensor,
  name: string,
  shape: { readonly width: number; readonly stride: number },
) => SymbolicTensor;

/** Two 3x3 convolutions beside a shortcut (He et al. 2016, figure 5 left). */
export const basicBlock: ResidualBlock = (blocks, input, name, { width, stride }) => {
  const first = blocks.convolution(input, `${name}.conv1`, { filters: width, kernel: 3, stride });
  const hidden = blocks.relu(blocks.batchNorm(first, `${name}.bn1`), `${name}.relu1`);
  const second = blocks.convolution(hidden, `${name}.conv2`, { filters: width, kernel: 3 });
  return join(blocks, input, blocks.batchNorm(second, `${name}.bn2`), name, width, stride);
};

/** Channels that leave a bottleneck block, per channel inside it. */
const BOTTLENECK_EXPANSION = 4;

/** A 3x3 convolution between two 1x1 ones beside a shortcut (He et al. 2016, figure 5 right); the stride sits at the
 * 3x3, as in torchvision. */
export const bottleneckBlock: ResidualBlock = (blocks, input, name, { width, stride }) => {
  const filters = width * BOTTLENECK_EXPANSION;
  const reduce = blocks.convolution(input, `${name}.conv1`, { filters: width, kernel: 1 });
  const reduced = blocks.relu(blocks.batchNorm(reduce, `${name}.bn1`), `${name}.relu1`);
  const spatial = blocks.convolution(reduced, `${name}.conv2`, { filters: width, kernel: 3, stride });
  const hidden = blocks.relu(blocks.batchNorm(spatial, `${name}.bn2`), `${name}.relu2`);
  const expand = blocks.convolution(hidden, `${name}.conv3`, { filters, kernel: 1 });
  return join(blocks, input, blocks.batchNorm(expand, `${name}.bn3`), name, filters, stride);
};

/** Adds the shortcut: the input itself where the shape stays, else a 1x1 convolution with batch normalisation
 * ("option B" of He et al. 2016; the CIFAR networks of CRD and the paper use it too, not option A's padding). */
function join(
  blocks: Blocks,
  input: SymbolicTensor,
  residual: SymbolicTensor,
  name: string,
  filters: number,
  stride: number,
): SymbolicTensor {
  const sameShape = stride === 1 && input.shape.at(-1) === filters;
  const shortcut = sameShape
    ? input
    : blocks.batchNorm(
        blocks.convolution(input, `${name}.shortcut.conv`, { filters, kernel: 1, stride }),
        `${name}.shortcut.bn`,
      );
  return blocks.relu(blocks.add([residual, shortcut], `${name}.add`), `${name}.relu`);
}

/** A whole residual network: 3x3 stem, stages that halve the image from the second on, average, linear classifier. */
export function residualNetwork(
  blocks: Blocks,
  image: SymbolicTensor,
  classes: number,
  plan: {
    readonly stem: number;
    readonly block: ResidualBlock;
    readonly stages: readonly { readonly width: number; readonly depth: number }[];
  },
): SymbolicTensor {
  const stem = blocks.convolution(image, "stem.conv", { filters: plan.stem, kernel: 3 });
  let features = blocks.relu(blocks.batchNorm(stem, "stem.bn"), "stem.relu");
  for (const [stage, { width, depth }] of plan.stages.entries()) {
    for (let index = 0; index < depth; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      features = plan.block(blocks, features, `stage${stage + 1}.block${index + 1}`, { width, stride });
    }
  }
  return blocks.linear(blocks.globalAverage(features, "pool"), "classifier", classes);
}
