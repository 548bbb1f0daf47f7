import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import type { Network } from "./network.ts";

/** @throws InputError where a network takes images of another size, or tells another number of classes apart */
export function requireFit(network: Pick<Network, "name" | "classes" | "height" | "width">, dataset: Dataset): void {
  const { name, classes } = network;
  if (classes.length !== dataset.classes.length) {
    throw new InputError(`checkpoint ${name}`, {
      expected: `${dataset.classes.length} classes, as ${dataset.name} has`,
      got: `${classes.length}`,
      remedy: "Choose the data set that it was trained on (`dataset`).",
    });
  }
  requireImageSize(network, dataset);
}

/** @throws InputError where a network takes images of another size */
export function requireImageSize(
  { name, height, width }: Pick<Network, "name" | "height" | "width">,
  dataset: Dataset,
): void {
  if (height !== dataset.height || width !== dataset.width) {
    throw new InputError(`checkpoint ${name}`, {
      expected: `images of ${dataset.height} x ${dataset.width}, as ${dataset.name} has`,
      got: `a network for ${height} x ${width}`,
      remedy:
        "Choose the data set that it was trained on; `resize` enlarges images in front of the network, `imageSize` resizes a folder's.",
    });
  }
}
