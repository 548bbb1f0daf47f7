import {
  type Comparison,
  compare,
  detectionMetrics,
  detectionVariants,
  type Estimate,
  estimate,
  metrics,
  type SampleContext,
  segmentationMetrics,
  segmentationVariants,
  type VariantId,
  variants,
} from "../../metrics/index.ts";
import { InputError } from "../core/error.ts";
import { readMatrix } from "../data/matrix.ts";
import { comparisonTable } from "../report/terminal/comparison-table.ts";
import { estimateTable } from "../report/terminal/estimate-table.ts";
import { metricList } from "../report/terminal/metric-list.ts";
import type { MetricsOptions } from "./commands/metrics.ts";
import { type Io, wantsColor, warner } from "./io.ts";
import { oneColumn, readPredictions, type ScoreKind } from "./read-predictions.ts";

/** What `metrics --json` prints. Values are fractions; what the data do not define is null. */
interface MetricsResult {
  readonly values: Readonly<Record<string, Estimate>>;
  /** The second model, and the two compared, with `--other`. */
  readonly other?: { readonly values: Readonly<Record<string, Estimate>> };
  readonly comparison?: Comparison;
}

export async function runMetrics(options: MetricsOptions, io: Io): Promise<void> {
  const color = wantsColor(io, io.stdout);
  if (options.list) {
    const maps = { color, title: "Label maps (--segmentation)" };
    const boxes = { color, title: "Boxes (--detections)" };
    const ofMaps = segmentationMetrics.filter(({ needs }) => needs === undefined);
    io.stdout.write(`${metricList(metrics, variants, { color })}\n`);
    io.stdout.write(`${metricList(ofMaps, segmentationVariants, maps)}\n`);
    io.stdout.write(metricList(detectionMetrics(options), detectionVariants, boxes));
    return;
  }
  const { segmentation, detections } = options;
  if (segmentation !== undefined || detections !== undefined) return runDense(segmentation, detections, options, io);
  const warn = warner(io);
  const { kind, path } = chooseInput(options);
  const labels = options.labels ?? labelsInside(path);
  const read = { kind, softmax: options.softmax, warn };
  const predictions = await readPredictions(path, labels, read);
  const choice = {
    ...(options.metrics === undefined ? {} : { ids: options.metrics.split(",").map((id) => id.trim()) }),
    ...(options.variant === undefined ? {} : { variant: options.variant as VariantId }),
    ...(await readContext(options.superclasses, predictions.classes)),
    resamples: options.resamples,
    permutations: options.permutations,
    seed: options.seed,
    level: options.level,
    interval: options.interval,
  };
  const facts = { ...options, count: predictions.count, classes: predictions.classes };
  if (options.other === undefined) {
    const values = estimate(predictions, choice);
    if (options.json) writeJson(io, { values });
    else io.stdout.write(estimateTable(metrics, values, facts, { color, titles: options.titles }));
    return;
  }
  const other = await readPredictions(options.other, options.labels ?? labelsInside(options.other), read);
  const comparison = compare(predictions, other, choice);
  if (comparison.identical) warn(`${path} and ${options.other} hold the same predictions: nothing is compared.`);
  if (options.json) {
    const [values, ofOther] = [predictions, other].map((model) => estimate(model, choice));
    writeJson(io, { values, other: { values: ofOther }, comparison });
  } else io.stdout.write(comparisonTable(metrics, comparison, facts, { color }));
}

async function runDense(
  segmentation: string | undefined,
  detections: string | undefined,
  options: MetricsOptions,
  io: Io,
): Promise<void> {
  const given = [segmentation, detections, options.logits, options.probabilities].filter((path) => path !== undefined);
  if (given.length > 1) {
    throw new InputError("metrics", {
      expected: "one of --logits, --probabilities, --segmentation and --detections",
      got: `${given.length} of them`,
      remedy: "A second model goes to --other.",
    });
  }
  if (segmentation !== undefined) {
    const { runSegmentation } = await import("./dense/run-segmentation.ts");
    await runSegmentation(segmentation, options, io);
  } else if (detections !== undefined) {
    const { runDetections } = await import("./dense/run-detections.ts");
    await runDetections(detections, options, io);
  }
}

function chooseInput({ logits, probabilities }: MetricsOptions): { kind: ScoreKind; path: string } {
  if (logits !== undefined && probabilities === undefined) return { kind: "logits", path: logits };
  if (logits === undefined && probabilities !== undefined) return { kind: "probabilities", path: probabilities };
  throw new InputError("metrics", {
    expected: "--logits FILE, --probabilities FILE, --segmentation FOLDER or --detections FILE",
    got: logits === undefined ? "neither" : "both",
    remedy: "See ipswap-eval metrics --help.",
  });
}

/** JSON lines and archives can carry the labels too. */
function labelsInside(path: string): string {
  if (/\.(jsonl|ndjson|npz)$/i.test(path)) return path;
  throw new InputError("--labels", { expected: "a file of true classes, one for each row", got: "nothing" });
}

async function readContext(path: string | undefined, classes: number): Promise<SampleContext> {
  if (path === undefined) return {};
  const of = oneColumn(await readMatrix(path, "superclass"), path);
  const row = of.findIndex((value) => !Number.isSafeInteger(value) || value < 0 || value >= classes);
  if (row !== -1) {
    throw new InputError(`${path}, row ${row}`, { expected: `a superclass in 0...${classes - 1}`, got: `${of[row]}` });
  }
  const names = Array.from({ length: Math.max(...of) + 1 }, (_, index) => `${index}`);
  return { superclasses: { names, of: Int32Array.from(of) } };
}

function writeJson(io: Io, result: MetricsResult): void {
  // JSON has no NaN nor infinity: JSON.stringify makes them null.
  io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}
