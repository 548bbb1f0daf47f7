import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Normalization } from "../core/classifier.ts";
import type { Superclasses } from "../core/dataset.ts";

/** A trained network, wherever it was read from: a checkpoint of this program or, later, another format. */
export interface Network {
  /** As tables call it: the name of its folder or file. */
  readonly name: string;
  /** SHA-256 (hex) of the weights. */
  readonly sha256: string;
  /** Id of the architecture. */
  readonly architecture: string;
  /** Names of the classes, in the order of the logits. */
  readonly classes: readonly string[];
  readonly superclasses?: Superclasses;
  readonly height: number;
  readonly width: number;
  readonly normalization: Normalization;
  /**
   * Logits of normalised images, in inference mode: [batch, height, width, 3] to [batch, classes]. Written in
   * TensorFlow.js functions, so that an engine can compile and differentiate it.
   */
  forward(normalized: Tensor4D): Tensor2D;
  dispose(): void;
}
