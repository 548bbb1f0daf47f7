import { CHANNELS } from "../../core/image.ts";
import type { Records } from "../records.ts";
import { type Preprocess, preprocessImage, preprocessText } from "./preprocess.ts";

/** Records as a network is shown them, where their reader keeps pixels as they are: images in arrays, all of one size. */
export function preprocessedRecords(records: Records, steps: Preprocess): Records {
  if (records.preprocess !== undefined) return records;
  const { height, width } = records;
  const from = height * width * CHANNELS;
  const shown = preprocessImage({ pixels: new Uint8Array(from), height, width }, steps);
  const size = shown.pixels.length;
  return {
    ...records,
    height: shown.height,
    width: shown.width,
    preprocess: preprocessText(steps),
    async read(indices) {
      const pixels = await records.read(indices);
      const images = new Uint8Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        const image = { pixels: pixels.subarray(i * from, (i + 1) * from), height, width };
        images.set(preprocessImage(image, steps).pixels, i * size);
      }
      return images;
    },
  };
}
