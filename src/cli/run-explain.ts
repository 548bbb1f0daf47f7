import { join, resolve } from "node:path";
import { probeGradient } from "../../attacks/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import { counted } from "../core/counted.ts";
import { writeAtomic } from "../core/files.ts";
import type { Engine } from "../engine/index.ts";
import { type AskedAnswers, answersUnder } from "../evaluate/answers-under.ts";
import type { CorruptedImages } from "../evaluate/corrupted-images.ts";
import { chooseExamples } from "../explain/choose-examples.ts";
import { explain } from "../explain/explain.ts";
import { MAP_FIGURES } from "../explain/figures/index.ts";
import { lookedAt } from "../explain/looked-at.ts";
import { withClassifier } from "../model/accuracy-check.ts";
import type { Network } from "../model/network.ts";
import type { WeightChange } from "../model/open-network.ts";
import { predict } from "../model/predict.ts";
import { renderExplainFigure } from "../report/figures/explain-figure.ts";
import { explainTable } from "../report/terminal/explain-table.ts";
import { conditionsOfKind } from "../result/condition.ts";
import { attacksFor } from "./attacks-for.ts";
import { chooseConditions } from "./choose-conditions.ts";
import { chooseIds } from "./choose-ids.ts";
import { classNamed } from "./class-named.ts";
import type { ExplainOptions } from "./commands/explain.ts";
import { type Io, wantsColor, warner } from "./io.ts";
import { BUNDLED, openCheckpoints } from "./open-checkpoint.ts";
import { openCorrupted } from "./open-corrupted.ts";
import { openData } from "./open-data.ts";
import { openEngine } from "./open-engine.ts";
import { version } from "./version.ts";

/** What the `explain` command does. */
export async function runExplain(options: ExplainOptions, io: Io): Promise<void> {
  const figures = chooseIds("--figures", options.figures, MAP_FIGURES);
  const conditions = chooseConditions(options.conditions);
  const attacked = conditionsOfKind(conditions, "attack").map(({ id }) => id);
  const images = await openData(options, { split: "test", mixed: true }, io);
  const engine = await openEngine(options, io);
  const opened: Network[] = [];
  let corrupted: CorruptedImages | undefined;
  try {
    const ids = conditionsOfKind(conditions, "corruption").map(({ id }) => id);
    corrupted = await openCorrupted(options, ids, images);
    const context = { options, dataset: images, engine, warn: warner(io) };
    const { networks, dataset, withWeights } = await openCheckpoints(options.ckpt ?? BUNDLED, context);
    opened.push(...networks);
    attacksFor(dataset, { option: "--conditions", text: options.conditions, ids: attacked });
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
    const asked = {
      dataset,
      count: looked,
      attackLimit: options.attackLimit === 0 ? looked : options.attackLimit,
      rows: chosen.map(({ row }) => row),
      corrupted,
      seed: options.seed,
    };
    const asking = [];
    for (const checkpoint of checkpoints) {
      const under = await underConditions(checkpoint.network, conditions, asked, engine, io);
      asking.push({ ...checkpoint, under });
    }
    const explained = await explain(asking, chosen, dataset, engine, {
      conditions,
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
    await corrupted?.close();
    for (const network of opened) network.dispose();
    await engine.dispose();
  }
}

/** What a checkpoint answers under each condition; what it has no gradient for is said. */
async function underConditions(
  network: Network,
  conditions: readonly Condition[],
  asked: AskedAnswers,
  engine: Engine,
  io: Io,
) {
  if (conditions.length === 0) return [];
  io.stderr.write(`${network.name}: ${counted(conditions.length, "condition")}\n`);
  return withClassifier(network, engine, asked.count, async (classifier) => {
    const attacked = conditions.some(({ kind }) => kind === "attack");
    const model = attacked ? await probeGradient(classifier) : classifier;
    const under = await answersUnder(model, conditions, asked);
    const left = conditions.filter((_, i) => under[i] === null).map(conditionKey);
    if (left.length > 0) warner(io)(`${network.name} has no gradient: nothing is known under ${left.join(", ")}`);
    return under;
  });
}
