import type { Normalization } from "../core/classifier.ts";
import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import { pixelChunks, type Records } from "./records.ts";

/**
 * Mean and standard deviation of each channel over all pixels of a set, for the normalisation of a network trained on
 * it: mean = sum x / n and std = sqrt(sum (x - mean)^2 / n), with x the channel's values in [0, 1] and n the number of
 * images times height times width.
 *
 * Read in pieces, so that a set larger than memory streams. Sums are of whole numbers (in [0, 255], and their squares), so
 * the result does not depend on the order.
 *
 * @throws InputError where a channel is the same in every pixel: dividing by its standard deviation would be by zero
 * @example
 * // One image of two pixels, black and white.
 * const black = { ...emoji, count: 1, height: 1, width: 2, read: async () => Uint8Array.of(0, 0, 0, 255, 255, 255) };
 * await channelStatistics(black) // { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }
 */
export async function channelStatistics(dataset: Records): Promise<Normalization> {
  const sums = new Float64Array(CHANNELS);
  const squares = new Float64Array(CHANNELS);
  for await (const chunk of pixelChunks(dataset)) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      // Summed in locals: a chunk's sums stay far below 2^53, and typed-array stores in the loop would cost double.
      let sum = 0;
      let square = 0;
      for (let i = channel; i < chunk.length; i += CHANNELS) {
        const value = chunk[i];
        sum += value;
        square += value * value;
      }
      sums[channel] += sum;
      squares[channel] += square;
    }
  }
  const count = dataset.count * dataset.height * dataset.width;
  const statistics = Array.from(sums, (sum, channel) => {
    const mean = sum / count;
    const variance = squares[channel] / count - mean * mean;
    if (!(variance > 0)) {
      throw new InputError(`${dataset.name}, ${dataset.split} split`, {
        expected: "pixels that vary in every channel",
        got: `channel ${channel} with ${mean} everywhere`,
        remedy: "Check the images: nothing can be learned from constant ones.",
      });
    }
    return { mean: mean / 255, std: Math.sqrt(variance) / 255 };
  });
  const [red, green, blue] = statistics;
  return { mean: [red.mean, green.mean, blue.mean], std: [red.std, green.std, blue.std] };
}
