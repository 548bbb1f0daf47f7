import { stat } from "node:fs/promises";
import { InputError } from "../../core/error.ts";
import { readCocoTruth } from "./coco-truth.ts";
import type { DetectionTruth } from "./stored-boxes.ts";
import { readVocTruth } from "./voc-truth.ts";

/**
 * Reads a truth of boxes: COCO's `instances.json`, or a folder of VOC's XML files (VOC2007's folder, or its `Annotations`).
 *
 * @param list a text file with a name an image and line, for VOC; default: `ImageSets/Main/test.txt` or `val.txt` where
 *   the folder has one, else all
 * @throws InputError naming the file, and what of it does not fit
 */
export async function readDetectionTruth(path: string, list?: string): Promise<DetectionTruth> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new InputError(path, {
      expected: "COCO's instances as JSON, or a folder of VOC's XML files",
      got: "nothing there",
    });
  }
  if (found.isDirectory()) return readVocTruth(path, list);
  if (list !== undefined) {
    throw new InputError("`images`", { expected: "a folder of VOC's files as `truth`", got: path });
  }
  return readCocoTruth(path);
}
