import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Normalization } from "../core/classifier.ts";
import type { Superclasses } from "../core/dataset.ts";
import type { Taken } from "../import/shared/taken.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import type { TapHook } from "../network/tap.ts";

/** Height and width of images, pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** A trained network, wherever it was read from: a checkpoint of this program or another program's file. */
export interface Network {
  /** As tables call it: the name of its folder or file. */
  readonly name: string;
  /** SHA-256 (hex) of the weights. */
  readonly sha256: string;
  /** Id of the architecture. */
  readonly architecture: string;
  /** Ids of other architectures that the weights fit, and that compute something else. */
  readonly alternatives?: readonly string[];
  /** Names of the classes, in the order of the logits. */
  readonly classes: readonly string[];
  /** Whether the file or the user says these names; where not, they are numbers. */
  readonly classesStated: boolean;
  /** Where the logits are in another order than the file's outputs: which output each of them is. */
  readonly outputs?: readonly number[];
  readonly superclasses?: Superclasses;
  readonly height: number;
  readonly width: number;
  readonly normalization: Normalization;
  /** Where it takes images of one channel: `forward` looks at the first of grey images. */
  readonly channels?: 1;
  /** What the file's own output is; `forward` gives logits either way. */
  readonly output: "logits" | "probabilities";
  /**
   * Where it answers for each pixel: `forward` then gives [batch, pixels x (classes + others)], row-major [height, width,
   * classes + others] for each image. Others are outputs behind the classes that stand for none of the data's.
   */
  readonly dense?: { readonly pixels: number; readonly others: number };
  /** Size that images are resized to in front of the network, where it works on larger ones than it is given. */
  readonly resizedTo?: ImageSize;
  /** What was taken of a file that holds several sets of weights, or outputs. */
  readonly taken?: Taken;
  /** What was decided while the file was read, a sentence each. */
  readonly notes?: readonly string[];
  /**
   * Logits of normalised images, in inference mode: [batch, height, width, 3] to [batch, classes]. Written in
   * TensorFlow.js functions, so that an engine can compile and differentiate it. The hook is told of the activations on
   * the way, and may put others in their places; `listTaps` says which there are.
   */
  forward(normalized: Tensor4D, hook?: TapHook): Tensor2D;
  /**
   * The network in layers, where it is described in them: what can be trained and written in other forms. It is what the
   * file has, without what `forward` may do before or after it: images resized, classes put in another order.
   */
  readonly bound?: BoundNetwork;
  dispose(): void;
}

/** What decides a network's answers: its weights, and how they are read. */
export type NetworkIdentity = Pick<
  Network,
  "name" | "sha256" | "architecture" | "normalization" | "output" | "resizedTo" | "outputs"
> & {
  /** Names of what was taken of a file that holds several. */
  readonly taken?: { readonly weights?: string; readonly output?: string };
};

/** The same file read with another normalisation, say, is another network. */
export function identityOf(network: Network): NetworkIdentity {
  const { name, sha256, architecture, normalization, output, resizedTo, outputs, taken } = network;
  return {
    name,
    sha256,
    architecture,
    normalization,
    output,
    ...(resizedTo && { resizedTo }),
    ...(outputs && { outputs }),
    ...(taken && {
      taken: {
        ...(taken.weights && { weights: taken.weights.name }),
        ...(taken.output && { output: taken.output.name }),
      },
    }),
  };
}

/** Numbers that a network gives for an image. */
export function answerWidth({ classes, dense }: Pick<Network, "classes" | "dense">): number {
  return dense === undefined ? classes.length : dense.pixels * (classes.length + dense.others);
}
