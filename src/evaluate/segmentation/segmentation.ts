import type { Dataset, LabelMaps } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { encodeNpy } from "../../data/npy.ts";
import { createSegmenter } from "../../model/segmenter.ts";
import { parseSegmentation } from "../../result/read-result.ts";
import { SEGMENTATION_SCHEMA, type SegmentationResult } from "../../result/segmentation-result.ts";
import type { Task } from "../task.ts";
import { assembleSegmentation } from "./assemble-segmentation.ts";
import { measureSegmentation } from "./measure-segmentation.ts";
import { pixelCounter } from "./pixel-counter.ts";
import { pixelJudge } from "./pixel-judge.ts";
import { countsIn, rightShare, widthOf } from "./stored-counts.ts";

/**
 * The class of each pixel. Of an image its confusion counts and histograms of confidence are kept, whatever its size: every
 * figure, its interval (images are the clusters) and its comparison is a function of these.
 *
 * @throws InputError where the set has no label maps
 */
export function segmentation(dataset: Dataset): Task<SegmentationResult> {
  const { maps, classes: names } = dataset;
  if (maps === undefined) {
    throw new InputError("`dataset`", { expected: "images with label maps", got: dataset.name });
  }
  const classes = names.length;
  const rowBytes = widthOf(classes) * Float64Array.BYTES_PER_ELEMENT;
  const count = pixelCounter(classes);
  const size = dataset.height * dataset.width;
  return {
    schema: SEGMENTATION_SCHEMA,
    rowBytes,
    createModel: (network, engine, options) => createSegmenter(network, maps, engine, options),
    judge: (indices) => judgeOf(maps, indices, size, classes),
    async keep(logits, indices) {
      const truth = await maps.read(indices);
      const rows = new Float64Array(indices.length * widthOf(classes));
      indices.forEach((index, i) => {
        const answers = logits.subarray(
          (i * logits.length) / indices.length,
          ((i + 1) * logits.length) / indices.length,
        );
        const { name = `image ${dataset.exampleId(index).index}` } = dataset.exampleId(index);
        rows.set(count(answers, truth.subarray(i * size, (i + 1) * size), name), i * widthOf(classes));
      });
      return new Uint8Array(rows.buffer);
    },
    worst(candidates) {
      const worst = Uint8Array.from(candidates[0]);
      for (let image = 0; image * rowBytes < worst.length; image++) {
        const rows = candidates.map((rowsOf) => rowsOf.slice(image * rowBytes, (image + 1) * rowBytes));
        const shares = rows.map((row) => rightShare(countsIn(row, classes)));
        worst.set(rows[shares.indexOf(Math.min(...shares))] ?? rows[0], image * rowBytes);
      }
      return worst;
    },
    async measure(condition, kept, { network, evaluation: { plan } }) {
      const counts = countsIn(kept, classes);
      const { images, confusion, confidence } = counts;
      return {
        measurement: measureSegmentation(condition, counts, names, { seed: plan.seed, ...network }),
        arrays: {
          "confusion.npy": encodeNpy([images, classes + 1, classes + 1], Int32Array.from(confusion)),
          "confidence.npy": encodeNpy([images, confidence.length / images], confidence),
        },
      };
    },
    // No exact test of these answers yet: none is said to have been passed.
    checkReliability: async (_, __, gradientUnavailable) => ({ gradientUnavailable, probe: null, flags: [] }),
    assemble: assembleSegmentation,
    parse: parseSegmentation,
  };
}

async function judgeOf(maps: LabelMaps, indices: Int32Array, size: number, classes: number) {
  const truth = await maps.read(indices);
  return pixelJudge(
    new Map(Array.from(indices, (index, i) => [index, truth.subarray(i * size, (i + 1) * size)])),
    classes,
  );
}
