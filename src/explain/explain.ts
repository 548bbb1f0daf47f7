import { type ClassAverage, classAverages } from "../../metrics/index.ts";
import type { Condition } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { toUnit } from "../core/image.ts";
import type { Predictions } from "../core/predictions.ts";
import { topClasses } from "../core/top-classes.ts";
import type { Engine } from "../engine/index.ts";
import { batchSize } from "../model/batch-size.ts";
import { describeData } from "../result/describe-data.ts";
import { type Answer, EXPLAIN_SCHEMA, type Explanation } from "../result/explain-result.ts";
import type { Chosen } from "./choose-examples.ts";
import { encodePng } from "./encode-png.ts";
import type { ExplainedCheckpoint } from "./explained-checkpoint.ts";
import { createExplainer } from "./explainer.ts";
import { type MapFigureOptions, measureFigures } from "./figures/measure-figures.ts";
import { superclassMassFigure } from "./figures/superclass-mass.ts";
import { storedMap } from "./stored-map.ts";

const TOP = 5;

/** Classes whose averages under conditions are kept: those of the examples, and the first of the others. */
const MOST_CLASSES = 100;

/** Images that candidates for a layer are tried on. */
const SAMPLE = 2;

export interface ExplainOptions {
  /** Layer of the maps, for every checkpoint; default: chosen in each. */
  readonly layer?: string | undefined;
  /** Class that all maps are for; default: the predicted and the true one. */
  readonly class?: number | undefined;
  /** Conditions that `under` of each checkpoint is about; default: none. */
  readonly conditions?: readonly Condition[];
  /** Of the intervals, and of all that is drawn. */
  readonly seed: number;
  /** Figures that say what the maps are worth, and of how many images; default: none. */
  readonly figures?: Pick<MapFigureOptions, "ids" | "images" | "progress">;
  readonly toolVersion: string;
}

/** Looks at chosen examples through each checkpoint: what it takes them for, and where it looks. */
export async function explain(
  checkpoints: readonly ExplainedCheckpoint[],
  chosen: readonly Chosen[],
  dataset: Dataset,
  engine: Engine,
  options: ExplainOptions,
): Promise<Explanation> {
  const { notes: _, ...data } = describeData(dataset);
  const { height, width, labels } = dataset;
  const pixels = await dataset.read(chosen.map(({ row }) => row));
  const images = toUnit(pixels);
  const size = height * width * 3;
  const looked: Awaited<ReturnType<typeof look>>[] = [];
  for (const checkpoint of checkpoints) looked.push(await look(checkpoint, chosen, images, dataset, engine, options));
  const { layer, seed, figures = { ids: [] } } = options;
  const mapFigures = await measureFigures(checkpoints, dataset, engine, { ...figures, layer, seed });
  const pictures = await Promise.all(
    chosen.map((_, i) => encodePng({ height, width, pixels: pixels.subarray(i * size, (i + 1) * size) })),
  );
  return {
    schema: EXPLAIN_SCHEMA,
    tool: { name: "ipswap-eval", version: options.toolVersion },
    seed,
    data,
    conditions: [...(options.conditions ?? [])],
    checkpoints: looked.map(({ checkpoint }) => checkpoint),
    figures: [...superclassFigures(checkpoints, dataset, options), ...mapFigures],
    examples: chosen.map(({ row, reason }, i) => ({
      ...dataset.exampleId(row),
      label: labels[row],
      reason,
      image: Buffer.from(pictures[i]).toString("base64"),
      answers: looked.map(({ answers }) => answers[i]),
    })),
  };
}

function superclassFigures(
  checkpoints: readonly ExplainedCheckpoint[],
  { superclasses }: Dataset,
  { seed }: ExplainOptions,
): Explanation["figures"] {
  if (superclasses === undefined) return [];
  const named = checkpoints.map(({ network: { name }, predictions }) => ({ name, predictions }));
  return [superclassMassFigure(named, superclasses, seed)];
}

async function look(
  { network, predictions, under = [] }: ExplainedCheckpoint,
  chosen: readonly Chosen[],
  images: Float32Array,
  { labels, height, width, superclasses }: Dataset,
  engine: Engine,
  options: ExplainOptions,
): Promise<{ readonly checkpoint: Explanation["checkpoints"][number]; readonly answers: readonly Answer[] }> {
  const { conditions = [] } = options;
  const kept = keptClasses(
    chosen.map(({ row }) => labels[row]),
    predictions.classes,
  );
  const batch = batchSize(network, chosen.length * 2, engine.sessions);
  const sample = images.subarray(0, Math.min(SAMPLE, chosen.length) * height * width * 3);
  const explainer = await createExplainer(network, engine, { layer: options.layer, batch, sample });
  try {
    const tops = chosen.map(({ row }) => topOf(predictions, row));
    // One call for all maps: image and class of each.
    const wanted = chosen.flatMap(({ row }, i) =>
      classesOf(tops[i][0]?.class ?? labels[row], labels[row], options.class).map((of) => ({ image: i, of })),
    );
    const size = height * width * 3;
    const repeated = new Float32Array(wanted.length * size);
    wanted.forEach(({ image }, i) => {
      repeated.set(images.subarray(image * size, (image + 1) * size), i * size);
    });
    const maps = await explainer.explain(
      repeated,
      Int32Array.from(wanted, ({ of }) => of),
    );
    const scored = wanted.map(({ image, of }, i) => ({
      image,
      map: storedMap(maps[i], of, predictions.logits?.[chosen[image].row * predictions.classes + of] ?? 0),
    }));
    return {
      checkpoint: {
        name: network.name,
        sha256: network.sha256,
        method: explainer.method,
        layer: explainer.layer,
        height: explainer.height,
        width: explainer.width,
        classAverages: classAverages(predictions, superclasses),
        averagesUnder: conditions.map((_, i) => {
          const averages = under[i]?.averages;
          return averages === undefined ? null : keptAverages(averages, kept);
        }),
        ...(network.notes && network.notes.length > 0 && { notes: network.notes }),
      },
      answers: tops.map((top, i) => ({
        top,
        topUnder: conditions.map((_, c) => under[c]?.topOf(chosen[i].row) ?? null),
        maps: scored.filter(({ image }) => image === i).map(({ map }) => map),
      })),
    };
  } finally {
    await explainer.dispose();
  }
}

/** The classes of the examples, then the others from the first on, up to 100; in ascending order. */
function keptClasses(labels: readonly number[], classes: number): readonly number[] {
  const all = new Set([...labels, ...Array.from({ length: classes }, (_, k) => k)]);
  return [...all].slice(0, MOST_CLASSES).sort((a, b) => a - b);
}

function keptAverages(averages: readonly ClassAverage[], kept: readonly number[]) {
  return kept.map((k) => ({ class: k, ...averages[k], top: [...averages[k].top] }));
}

/** The predicted class, and the true one where it is another; or the one that was asked for. */
function classesOf(predicted: number, label: number, asked: number | undefined): readonly number[] {
  return asked === undefined ? [...new Set([predicted, label])] : [asked];
}

function topOf({ probabilities, classes }: Predictions, row: number): Answer["top"] {
  const values = probabilities.subarray(row * classes, (row + 1) * classes);
  return topClasses(values, TOP).map((k) => ({ class: k, probability: values[k] }));
}
