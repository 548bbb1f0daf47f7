import {
  apVoc,
  classPrecisions,
  type DetectionCounts,
  detectionMetrics,
  detectionVariants,
  poolDetections,
} from "../../../metrics/index.ts";
import { counted } from "../../core/counted.ts";
import { InputError } from "../../core/error.ts";
import { findById } from "../../core/find-by-id.ts";
import { readDetectionTruth } from "../../data/dense/detection-truth.ts";
import { readDetections } from "../../data/dense/detections.ts";
import type { DetectionTruth } from "../../data/dense/stored-boxes.ts";
import type { MetricsOptions } from "../commands/metrics.ts";
import { type Io, warner } from "../io.ts";
import { readCorrupted } from "./corrupted.ts";
import { chosenMetrics, reportDense } from "./dense-report.ts";

/** `metrics --detections FILE --truth instances.json|VOC-FOLDER`. */
export async function runDetections(path: string, options: MetricsOptions, io: Io): Promise<void> {
  if (options.truth === undefined) {
    throw new InputError("`truth`", {
      expected: "COCO's instances.json, or a folder of VOC's XML files",
      got: "nothing",
    });
  }
  const truth = await readDetectionTruth(options.truth, options.images);
  const baseline = countsOf(truth, await readDetections(path, truth));
  const candidate =
    options.other === undefined ? undefined : countsOf(truth, await readDetections(options.other, truth));
  const corrupted =
    options.corrupted === undefined
      ? undefined
      : await readCorrupted(options.corrupted, ".json", async (file) =>
          countsOf(truth, await readDetections(file, truth)),
        );
  for (const sentence of doubts(baseline, truth, path)) warner(io)(sentence);
  const point = { scoreThreshold: options.scoreThreshold };
  const precision = variantOf(options.variant);
  const metrics = chosenMetrics(
    detectionMetrics(point).map((metric) => precision.find(({ id }) => id === metric.id) ?? metric),
    options.metrics,
  );
  const ofClasses = classPrecisions(precision.find(({ id }) => id === "ap-voc") ?? apVoc, truth.classes);
  const objects = baseline.truth.filter(({ difficult }) => difficult !== true);
  await reportDense(
    {
      task: "detection",
      images: truth.images,
      classes: truth.classes,
      reading: { scoreThreshold: options.scoreThreshold, variant: options.variant ?? "devkit" },
      counts: {
        objects: objects.length,
        difficult: baseline.truth.length - objects.length,
        detections: baseline.detected.length,
      },
      counted: [
        counted(truth.images.length, "image"),
        counted(truth.classes.length, "class", "classes"),
        counted(objects.length, "object"),
        counted(baseline.detected.length, "detection"),
      ],
      baseline,
      ...(candidate && { candidate }),
      ...(corrupted && { corrupted }),
      metrics,
      ofClass: (k) => [ofClasses[k]],
      shareOf: (k) => objects.filter((object) => object.class === k).length / objects.length,
      imagesOf: (k) => new Set(objects.flatMap((object) => (object.class === k ? [object.image] : []))).size,
      pool: poolDetections,
    },
    options,
    io,
  );
}

function countsOf(
  { images, classes, objects }: DetectionTruth,
  detected: DetectionCounts["detected"],
): DetectionCounts {
  return { images: images.length, classes: classes.length, truth: objects, detected };
}

function variantOf(id: string | undefined) {
  return id === undefined ? [] : findById<(typeof detectionVariants)[number]>(detectionVariants, id, "variant").metrics;
}

function* doubts({ detected, truth }: DetectionCounts, { classes }: DetectionTruth, path: string): Generator<string> {
  if (detected.length === 0) yield `${path} holds no detection: every precision is 0.`;
  const found = new Set(detected.map((detection) => detection.class));
  const without = classes.filter(
    (_, k) => !found.has(k) && truth.some((object) => object.class === k && !object.difficult),
  );
  if (detected.length > 0 && without.length > 0) {
    yield `${path} holds no detection of ${without.slice(0, 5).join(", ")}${without.length > 5 ? ", ..." : ""}: their average precision is 0.`;
  }
  const outside = detected.filter(({ score }) => !(score >= 0 && score <= 1)).length;
  if (outside > 0)
    yield `${counted(outside, "score")} of ${path} lie outside [0, 1]: they rank detections, but as confidences they mean nothing, and D-ECE and LaECE with them.`;
}
