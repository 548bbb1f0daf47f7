import { join, resolve } from "node:path";
import { counted } from "../core/counted.ts";
import { writeAtomic } from "../core/files.ts";
import { chooseExamples } from "../explain/choose-examples.ts";
import { explain } from "../explain/explain.ts";
import { MAP_FIGURES } from "../explain/figures/index.ts";
import { lookedAt } from "../explain/looked-at.ts";
import type { Network } from "../model/network.ts";
import type { WeightChange } from "../model/open-network.ts";
import { predict } from "../model/predict.ts";
import { renderExplainFigure } from "../report/figures/explain-figure.ts";
import { explainTable } from "../report/terminal/explain-table.ts";
import { chooseIds } from "./choose-ids.ts";
import { classNamed } from "./class-named.ts";
import type { ExplainOptions } from "./commands/explain.ts";
import { type Io, wantsColor, warner } from "./io.ts";
import { BUNDLED, openCheckpoints } from "./open-checkpoint.ts";
import { openData } from "./open-data.ts";
import { openEngine } from "./open-engine.ts";
import { version } from "./version.ts";

/** What the `explain` command does. */
export async function runExplain(options: ExplainOptions, io: Io): Promise<void> {
  const figures = chooseIds("--figures", options.figures, MAP_FIGURES);
  const images = await openData(options, { split: "test", mixed: true }, io);
  const engine = await openEngine(options, io);
  const opened: Network[] = [];
  try {
    const context = { options, dataset: images, engine, warn: warner(io) };
    const { networks, dataset, withWeights } = await openCheckpoints(options.ckpt ?? BUNDLED, context);
    opened.push(...networks);
    const looked = lookedAt(dataset);
    if (looked < dataset.count) {
      io.stderr.write(`Examples are chosen among the first ${looked} of ${counted(dataset.count, "image")}.\n`);
    }
    const checkpoints = [];
    for (const network of networks) {
      io.stderr.write(`${network.name}: ${counted(looked, "image")}\n`);
      checkpoints.push({
        network,
        predictions: await predict(network, dataset, engine, looked),
        withWeights: (change: WeightChange) => withWeights(network, change),
      });
    }
    const chosen = chooseExamples(options.examples, {
      predictions: checkpoints.map(({ predictions }) => predictions),
      classes: dataset.classes,
      ownIndex: (row) => dataset.exampleId(row).index,
    });
    const explained = await explain(checkpoints, chosen, dataset, engine, {
      layer: options.camLayer,
      class: options.class === undefined ? undefined : classNamed("--class", options.class, dataset),
      seed: options.seed,
      figures: {
        ids: figures,
        images: options.figureImages,
        progress: (what) => io.stderr.write(`${what}\n`),
      },
      toolVersion: version(),
    });
    const explanation = { ...explained, data: { ...explained.data, count: looked } };
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
