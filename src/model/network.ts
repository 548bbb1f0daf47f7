import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Normalization } from "../core/classifier.ts";
import type { Superclasses } from "../core/dataset.ts";

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
  readonly superclasses?: Superclasses;
  readonly height: number;
  readonly width: number;
  readonly normalization: Normalization;
  /** What the file's own output is; `forward` gives logits either way. */
  readonly output: "logits" | "probabilities";
  /** Size that images are resized to in front of the network, where it works on larger ones than it is given. */
  readonly resizedTo?: ImageSize;
  /**
   * Logits of normalised images, in inference mode: [batch, height, width, 3] to [batch, classes]. Written in
   * TensorFlow.js functions, so that an engine can compile and differentiate it.
   */
  forward(normalized: Tensor4D): Tensor2D;
  dispose(): void;
}

/** What decides a network's answers: its weights, and how they are read. */
export type NetworkIdentity = Pick<
  Network,
  "name" | "sha256" | "architecture" | "normalization" | "output" | "resizedTo"
>;

/** The same file read with another normalisation, say, is another network. */
export function identityOf(network: Network): NetworkIdentity {
  const { name, sha256, architecture, normalization, output, resizedTo } = network;
  return { name, sha256, architecture, normalization, output, ...(resizedTo && { resizedTo }) };
}
