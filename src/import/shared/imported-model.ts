import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Normalization } from "../../core/classifier.ts";
import type { BoundNetwork } from "../../network/bound-network.ts";
import type { TapHook } from "../../network/tap.ts";
import type { PortableCard } from "./portable-card.ts";
import type { Taken } from "./taken.ts";
import type { WeightChange } from "./weight-change.ts";

/** A model read from another program's file: what the file says, before what it does not say is added. */
export interface ImportedModel {
  /** Format, as messages call it. */
  readonly format: string;
  /** Id of the architecture, or what the file calls its graph. */
  readonly architecture: string;
  /** Whose names the weights have, where names decided. */
  readonly naming?: string;
  /** Ids of other architectures that fit the same names and shapes and compute something else: `architecture` chooses. */
  readonly alternatives?: readonly string[];
  readonly height: number;
  readonly width: number;
  /** Where the file's images have one channel; `forward` takes three, of grey images, all the same. */
  readonly channels?: 1;
  /** Number of outputs. */
  readonly classes: number;
  /** Names of the classes, in the order of the outputs, where the file or one beside it says them. */
  readonly classNames?: readonly string[];
  /** Where it answers for each pixel, the size of its own map, before it was enlarged to the images' size. */
  readonly map?: { readonly height: number; readonly width: number };
  /** Number of trained and fixed values. */
  readonly parameters: number;
  /** How often each operator is used, where the file has operators. */
  readonly operators?: ReadonlyMap<string, number>;
  /** What the file's own output is; `forward` gives logits either way. */
  readonly output: "logits" | "probabilities";
  /** What was taken of a file that holds several sets of weights, or outputs. */
  readonly taken?: Taken;
  /** What was decided about the file while it was read, and is to be known before its figures are believed. */
  readonly notes?: readonly string[];
  /** Content of other files that belong to the model: they count for its hash. */
  readonly companions?: readonly Uint8Array[];
  /** How the file, or one beside it, says that the input is normalised. */
  readonly normalization?: Normalization;
  /** What a file that this program exported says of itself. */
  readonly card?: PortableCard | undefined;
  /**
   * Normalised images [batch, height, width, 3] to logits [batch, classes], or where there is a `map` [batch, height x
   * width x classes]; the hook is told of the taps.
   */
  forward(normalized: Tensor4D, hook?: TapHook): Tensor2D;
  /** The network in layers, where the file holds the weights of a described one: what can be trained further. */
  readonly bound?: BoundNetwork;
  dispose(): void;
}

/** What the user says of a file beside it. */
export interface ImportOptions {
  /** Default: recognised from names and shapes. */
  readonly architecture?: string;
  /** Size of the images; default: what the file or the architecture says. */
  readonly imageSize?: { readonly height: number; readonly width: number };
  /** Which of several sets of weights to take, by its name in the file; default: the likeliest that fits. */
  readonly weights?: string;
  /** Which of several outputs to take, by its name in the file; default: the one of as many classes as the data have. */
  readonly output?: string;
  /** What is wanted of a network: a row of scores for each image (the default), or a map of scores over it. */
  readonly answer?: "row" | "map";
  /** Number of classes that the network is wanted for, to tell its outputs apart. */
  readonly classCount?: number;
  /** Gives weights other values; not for graphs of TensorFlow.js whose weights are quantised. */
  readonly changeWeight?: WeightChange;
}

/** A model file in memory. */
export interface ModelFile {
  readonly path: string;
  readonly content: Buffer;
  readonly options: ImportOptions;
}
