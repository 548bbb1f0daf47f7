import "../engine/reference-backend.ts";
import * as tfl from "@tensorflow/tfjs-layers";
import { CHANNELS } from "../core/image.ts";
import type { Architecture, InputShape } from "./architecture.ts";
import { layerBlocks } from "./blocks.ts";

/** The architecture as a model of TensorFlow.js, all kernels zero: to be initialised or loaded. */
export function buildModel(architecture: Architecture, shape: InputShape): tfl.LayersModel {
  const image = tfl.input({ shape: [shape.height, shape.width, CHANNELS], name: "image" });
  const logits = architecture.build(layerBlocks, image, shape);
  return tfl.model({ inputs: image, outputs: logits, name: architecture.id });
}
