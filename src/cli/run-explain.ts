import { join, resolve } from "node:path";
import { counted } from "../core/counted.ts";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { toUnit } from "../core/image.ts";
import { type Predictions, predictionsFromLogits } from "../core/predictions.ts";
import type { Engine } from "../engine/index.ts";
import { chooseExamples } from "../explain/choose-examples.ts";
import { explain } from "../explain/explain.ts";
import { MAP_FIGURES } from "../explain/figures/index.ts";
import { batchSize } from "../model/batch-size.ts";
import { createClassifier } from "../model/classifier.ts";
import type { Network } from "../model/network.ts";
import type { WeightChange } from "../model/open-network.ts";
import { renderExplainFigure } from "../report/figures/explain-figure.ts";
import { explainTable } from "../report/terminal/explain-table.ts";
import { chooseIds } from "./choose-ids.ts";
import type { ExplainOptions } from "./commands/explain.ts";
import { type Io, wantsColor, warner } from "./io.ts";
import { BUNDLED, openCheckpoints } from "./open-checkpoint.ts";
import { openData } from "./open-data.ts";
import { openEngine } from "./open-engine.ts";
import { version } from "./version.ts";

/** What the `explain` command does. */
export async function runExplain(options: ExplainOptions, io: Io): Promise<void> {
  const images = await openData(options, { split: "test", mixed: true }, io);
  const engine = await openEngine(options, io);
  const opened: Network[] = [];
  try {
    const context = { options, dataset: images, engine, warn: warner(io) };
    const figures = chooseIds("--figures", options.figures, MAP_FIGURES);
    const { networks, dataset, withWeights } = await openCheckpoints(options.ckpt ?? BUNDLED, context);
    opened.push(...networks);
    const checkpoints = [];
    for (const network of networks) {
      io.stderr.write(`${network.name}: ${counted(dataset.count, "image")}\n`);
      checkpoints.push({
        network,
        predictions: await predict(network, dataset, engine),
        withWeights: (change: WeightChange) => withWeights(network, change),
      });
    }
    const chosen = chooseExamples(options.examples, {
      predictions: checkpoints.map(({ predictions }) => predictions),
      classes: dataset.classes,
      ownIndex: (row) => dataset.exampleId(row).index,
    });
    const explanation = await explain(checkpoints, chosen, dataset, engine, {
      layer: options.camLayer,
      class: options.class === undefined ? undefined : classOf(options.class, dataset),
      seed: options.seed,
      figures: {
        ids: figures,
        images: options.figureImages,
        progress: (what) => io.stderr.write(`${what}\n`),
      },
      toolVersion: version(),
    });
    const out = resolve(options.out);
    await writeAtomic(join(out, "explain.json"), `${JSON.stringify(explanation, null, 2)}\n`);
    await writeAtomic(join(out, "explain.png"), await renderExplainFigure(explanation, options.scale));
    if (options.json) io.stdout.write(`${JSON.stringify(explanation, null, 2)}\n`);
    else {
      io.stdout.write(explainTable(explanation, { color: wantsColor(io, io.stdout) }));
      io.stderr.write(`Panels and maps: ${out}\n`);
    }
  } finally {
    for (const network of opened) network.dispose();
    await engine.dispose();
  }
}

/** Images that are read and predicted at a time. */
const SLICE = 512;

async function predict(network: Network, dataset: Dataset, engine: Engine): Promise<Predictions> {
  const model = await createClassifier(network, engine, { batch: batchSize(network, dataset.count) });
  try {
    const logits = new Float32Array(dataset.count * model.classes);
    for (let start = 0; start < dataset.count; start += SLICE) {
      const rows = Int32Array.from({ length: Math.min(SLICE, dataset.count - start) }, (_, i) => start + i);
      logits.set(await model.logits(toUnit(await dataset.read(rows))), start * model.classes);
    }
    return predictionsFromLogits(logits, dataset.labels, model.classes);
  } finally {
    await model.dispose();
  }
}

function classOf(name: string, { classes }: Dataset): number {
  const index = classes.indexOf(name);
  if (index >= 0) return index;
  throw new InputError("--class", {
    expected: "the name of a class of the data set",
    got: `"${name}"`,
    remedy: `Names: ${classes.slice(0, 8).join(", ")}${classes.length > 8 ? ", ..." : ""}.`,
  });
}
