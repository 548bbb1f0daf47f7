import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import type { Network } from "./network.ts";

/**
 * Data for networks some of which take images of one channel: every image that is read has to be grey, or such a network
 * would look at its red.
 *
 * @returns the data as they are, where no network does
 */
export function greyWhereNeeded(dataset: Dataset, networks: readonly Pick<Network, "name" | "channels">[]): Dataset {
  const grey = networks.find(({ channels }) => channels === 1);
  if (grey === undefined) return dataset;
  return {
    ...dataset,
    async read(indices) {
      const pixels = await dataset.read(indices);
      const coloured = pixels.findIndex((value, i) => value !== pixels[i - (i % CHANNELS)]);
      if (coloured === -1) return pixels;
      const row = Math.floor(coloured / (dataset.height * dataset.width * CHANNELS));
      const { index, name } = dataset.exampleId(indices[row]);
      throw new InputError(`${dataset.name}, ${name ?? `image ${index}`}`, {
        expected: `a grey image, for ${grey.name} takes images of one channel`,
        got: "a coloured one",
        remedy: "`channels` grey turns all images grey.",
      });
    },
  };
}
