import { join } from "node:path";
import {
  classMetrics,
  poolSegmentation,
  type SegmentationCounts,
  segmentationMetricsFor,
  segmentationVariantMetrics,
} from "../../../metrics/index.ts";
import { counted } from "../../core/counted.ts";
import { InputError } from "../../core/error.ts";
import { percent } from "../../core/percent.ts";
import { LABEL_SETS, openLabelSet, predictedMaps } from "../../data/dense/label-set.ts";
import { readMerge } from "../../data/dense/merges.ts";
import { createNpyWriter } from "../../data/npy-writer.ts";
import type { MetricsOptions } from "../commands/metrics.ts";
import { type Io, warner } from "../io.ts";
import { readCorrupted } from "./corrupted.ts";
import { countFolder } from "./count-folder.ts";
import { chosenMetrics, reportDense } from "./dense-report.ts";
import { labelReading } from "./label-reading.ts";

/** `metrics --segmentation FOLDER --truth FOLDER`. */
export async function runSegmentation(folder: string, options: MetricsOptions, io: Io): Promise<void> {
  if (options.truth === undefined) throw new InputError("`truth`", { expected: LABEL_SETS, got: "nothing" });
  const warn = warner(io);
  const set = await openLabelSet(options.truth, options.images === undefined ? {} : { list: options.images });
  const merged = options.merge === undefined ? undefined : await readMerge(options.merge);
  for (const warning of merged?.merge.warnings ?? []) warn(warning);
  const reading = await labelReading(set, merged, options, warn);
  const count = async (of: string) =>
    countFolder({
      records: set.records,
      predicted: await predictedMaps(of, set.records),
      folder: of,
      set,
      reading,
      crop: options.centreCrop,
    });
  const baseline = await count(folder);
  const candidate = options.other === undefined ? undefined : await count(options.other);
  const corrupted = options.corrupted === undefined ? undefined : await readCorrupted(options.corrupted, "", count);
  const { classes } = reading;
  const pixels = pixelsOf(baseline);
  const scored = pixels.classes.reduce((sum, n) => sum + n, 0);
  if (scored === 0) throw new InputError(options.truth, { expected: "pixels that are not void", got: "none" });
  const metrics = segmentationMetricsFor(baseline, segmentationVariantMetrics(options.variant ?? "mmsegmentation"));
  const ofClasses = classMetrics(classes);
  if (options.out !== undefined) await writeCounts(join(options.out, "confusion.npy"), baseline);
  await reportDense(
    {
      task: "segmentation",
      images: set.records.map(({ name }) => name),
      classes,
      reading: {
        void: reading.rules.voids?.join(",") ?? "",
        merge: merged?.merge.id ?? "none",
        predictedVoid: options.predictedVoid,
        variant: options.variant ?? "mmsegmentation",
        ...(options.centreCrop !== undefined && { centreCrop: options.centreCrop }),
      },
      counts: { scored, void: pixels.voids, predictedAsNone: pixels.none },
      counted: [
        counted(set.records.length, "image"),
        counted(classes.length, "class", "classes"),
        `${counted(scored, "pixel")} scored, ${percent(pixels.voids / (scored + pixels.voids))} void`,
      ],
      baseline,
      ...(candidate && { candidate }),
      ...(corrupted && { corrupted }),
      metrics: chosenMetrics(metrics, options.metrics),
      ofClass: (k) => ofClasses.slice(2 * k, 2 * k + 2),
      shareOf: (k) => pixels.classes[k] / scored,
      imagesOf: (k) => pixels.images[k],
      pool: poolSegmentation,
    },
    options,
    io,
  );
}

/** Pixels of each class and images that have any of it, pixels of void, and those that were predicted as no class. */
function pixelsOf({ classes, confusion, images }: SegmentationCounts) {
  const width = classes + 1;
  const rows = new Float64Array(width);
  const having = new Float64Array(width);
  let none = 0;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < width; row++) {
      const start = (image * width + row) * width;
      const here = confusion.subarray(start, start + width).reduce((sum, n) => sum + n, 0);
      rows[row] += here;
      if (here > 0) having[row]++;
      if (row < classes) none += confusion[start + classes];
    }
  }
  return { classes: [...rows.subarray(0, classes)], images: having, voids: rows[classes], none };
}

/** What was counted, [image, truth, prediction], void last: every figure can be had from it again. */
async function writeCounts(path: string, { classes, confusion, images }: SegmentationCounts): Promise<void> {
  const writer = await createNpyWriter(path, "float64", [images, classes + 1, classes + 1]);
  await writer.write(confusion);
  await writer.finish();
}
