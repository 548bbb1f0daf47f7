import { workerData } from "node:worker_threads";
import { answerTasks } from "../../core/worker-thread.ts";
import type { DecodedImage } from "./decode-image.ts";
import type { ImageReading } from "./image-reading.ts";
import { type ImageFile, readImage } from "./read-image.ts";

// Entry of a worker thread of `createImageReader`: a file in, its image out.
answerTasks(
  async (file: ImageFile, allow): Promise<DecodedImage> => {
    const image = await readImage(file, workerData as ImageReading, allow);
    // A copy: a decoder's memory may be part of a larger piece, or not be given away.
    return { ...image, pixels: new Uint8Array(image.pixels) };
  },
  ({ pixels }) => [pixels.buffer as ArrayBuffer],
);
