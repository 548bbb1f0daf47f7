import type { Dataset } from "../../core/dataset.ts";
import type { Predictions } from "../../core/predictions.ts";
import type { Engine } from "../../engine/index.ts";
import type { Network } from "../../model/network.ts";
import type { WeightChange } from "../../model/open-network.ts";
import type { Explainer } from "../explainer.ts";
import type { ClassActivationMap } from "../grad-cam.ts";
import type { FigureDescription, FigureValues } from "./figure.ts";

/** What maps are measured on: the same for every checkpoint. */
export interface FigureContext {
  readonly dataset: Dataset;
  readonly engine: Engine;
  /** Of each checkpoint, on the whole set. */
  readonly predictions: readonly Predictions[];
  /** Rows of the images that maps are made of: the set's first. */
  readonly rows: Int32Array;
  /** Those images, row-major [rows, height, width, 3] in [0, 1]. */
  readonly images: Float32Array;
  readonly seed: number;
}

/** A checkpoint whose maps are measured. */
export interface FigureSubject {
  readonly network: Network;
  /** Images per compiled batch. */
  readonly batch: number;
  readonly explainer: Explainer;
  /** Predicted class of each of the images, and the map for it. */
  readonly classes: Int32Array;
  readonly maps: readonly ClassActivationMap[];
  /** Reads the network again with other values in its weights. Absent where that is not possible. */
  withWeights?(change: WeightChange): Promise<Network>;
}

/** A figure that says what a checkpoint's maps are worth. */
export interface MapFigure extends FigureDescription {
  measure(subject: FigureSubject, context: FigureContext): Promise<FigureValues>;
}
