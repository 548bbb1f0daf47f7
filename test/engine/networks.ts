import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

function block(input: layers.SymbolicTensor, filters: number, strides: number, seed: number): layers.SymbolicTensor {
  const conv = (kernelSize: number, stride: number, offset: number) =>
    layers.layers.conv2d({
      filters,
      kernelSize,
      strides: stride,
      padding: "same",
      useBias: false,
      kernelInitializer: layers.initializers.heNormal({ seed: seed + offset }),
    });
  const norm = () => layers.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 });
  const relu = () => layers.layers.reLU();
  let y = conv(3, strides, 0).apply(input) as layers.SymbolicTensor;
  y = relu().apply(norm().apply(y)) as layers.SymbolicTensor;
  y = norm().apply(conv(3, 1, 1).apply(y)) as layers.SymbolicTensor;
  const same = strides === 1 && input.shape[3] === filters;
  const shortcut = same ? input : (norm().apply(conv(1, strides, 2).apply(input)) as layers.SymbolicTensor);
  return relu().apply(layers.layers.add().apply([y, shortcut])) as layers.SymbolicTensor;
}

/** A residual network of the CIFAR kind: 3x3 stem, one stage per width, global average, linear. */
export function residualNetwork(size: number, blocks: readonly number[], widths: readonly number[], classes: number) {
  const input = layers.input({ shape: [size, size, 3] });
  const stem = layers.layers.conv2d({
    filters: widths[0]!,
    kernelSize: 3,
    padding: "same",
    useBias: false,
    kernelInitializer: layers.initializers.heNormal({ seed: 1 }),
  });
  let x = stem.apply(input) as layers.SymbolicTensor;
  x = layers.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 }).apply(x) as layers.SymbolicTensor;
  x = layers.layers.reLU().apply(x) as layers.SymbolicTensor;
  blocks.forEach((count, stage) => {
    for (let i = 0; i < count; i++) {
      x = block(x, widths[stage]!, stage > 0 && i === 0 ? 2 : 1, 100 * stage + 10 * i + 2);
    }
  });
  x = layers.layers.globalAveragePooling2d({}).apply(x) as layers.SymbolicTensor;
  const dense = layers.layers.dense({
    units: classes,
    kernelInitializer: layers.initializers.glorotUniform({ seed: 9 }),
  });
  return layers.model({ inputs: input, outputs: dense.apply(x) as layers.SymbolicTensor });
}

/** Mean cross-entropy of logits against integer labels. */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const hot = tf.oneHot(tf.cast(labels, "int32"), logits.shape[1]!);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), tf.cast(hot, "float32")), 1)));
}

/** A network with its variables, whatever it is made with. */
interface TestNetwork {
  forward(images: tf.Tensor): tf.Tensor;
  train(images: tf.Tensor): tf.Tensor;
  readonly trainable: readonly tf.Variable[];
  /** Averages that training moves. */
  readonly statistics: readonly tf.Variable[];
}

/** A model of the layers library as such. */
export const ofLayers = (model: layers.LayersModel): TestNetwork => ({
  forward: (images) => model.apply(images, { training: false }) as tf.Tensor,
  train: (images) => model.apply(images, { training: true }) as tf.Tensor,
  trainable: model.trainableWeights.map((weight) => weight.read() as tf.Variable),
  statistics: model.nonTrainableWeights.map((weight) => weight.read() as tf.Variable),
});

/** Gradient of the loss with respect to the images. */
export function inputGradientOf({ forward }: Pick<TestNetwork, "forward">) {
  return (images: tf.Tensor, labels: tf.Tensor): tf.Tensor => tf.grad((x) => crossEntropy(forward(x), labels))(images);
}

/** One step of stochastic gradient descent with momentum and weight decay, and the state it changes. */
export function trainingStepOf({ train, trainable, statistics }: Omit<TestNetwork, "forward">) {
  const weights = [...trainable];
  const slots = weights.map((weight) => tf.variable(tf.zerosLike(weight), false));
  const step = (images: tf.Tensor, labels: tf.Tensor): tf.Tensor => {
    const loss = () => crossEntropy(train(images), labels);
    const { value, grads } = tf.variableGrads(loss, weights);
    weights.forEach((weight, i) => {
      const decayed = tf.add(grads[weight.name]!, tf.mul(weight, 5e-4));
      slots[i]!.assign(tf.add(tf.mul(slots[i]!, 0.9), decayed));
      weight.assign(tf.sub(weight, tf.mul(slots[i]!, 0.1)));
    });
    return value;
  };
  return { step, state: [...weights, ...statistics, ...slots] };
}
