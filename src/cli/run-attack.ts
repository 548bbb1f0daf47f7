import { join, resolve } from "node:path";
import { attacks, probeGradient } from "../../attacks/index.ts";
import { counted } from "../core/counted.ts";
import type { Dataset } from "../core/dataset.ts";
import { Unreliable } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { significant } from "../core/significant.ts";
import type { Engine } from "../engine/index.ts";
import { attackResult } from "../evaluate/attack-result.ts";
import { studyAttack } from "../evaluate/attack-study.ts";
import type { PlannedRival } from "../evaluate/run-rivals.ts";
import { batchSize } from "../model/batch-size.ts";
import { createClassifier } from "../model/classifier.ts";
import type { Network } from "../model/network.ts";
import { renderAttackFigure } from "../report/figures/attack-figure.ts";
import { attackList } from "../report/terminal/attack-list.ts";
import { attackTable } from "../report/terminal/attack-table.ts";
import type { AttackResult } from "../result/attack-result.ts";
import type { Exhibit } from "../result/exhibit.ts";
import { attackQuestion } from "./attack-question.ts";
import { attacksFor } from "./attacks-for.ts";
import { classNamed } from "./class-named.ts";
import type { AttackCommandOptions } from "./commands/attack.ts";
import { inFlags } from "./flags.ts";
import { type Io, wantsColor, warner } from "./io.ts";
import { BUNDLED, openCheckpoints } from "./open-checkpoint.ts";
import { openData } from "./open-data.ts";
import { openEngine } from "./open-engine.ts";
import { version } from "./version.ts";

/**
 * What the `attack` command does.
 *
 * @param command the question as a command line, for the result
 */
export async function runAttack(options: AttackCommandOptions, io: Io, command: string): Promise<void> {
  if (options.list) {
    io.stdout.write(options.json ? `${JSON.stringify(attacks, null, 2)}\n` : attackList(attacks));
    return;
  }
  const { against, ...question } = attackQuestion(options);
  const images = await openData(options, { split: "test", mixed: true }, io);
  const engine = await openEngine(options, io);
  const opened: { dispose(): void | Promise<void> }[] = [engine];
  try {
    const paths = [options.ckpt ?? BUNDLED[1], ...(options.transferFrom === undefined ? [] : [options.transferFrom])];
    const context = { options, dataset: images, engine, warn: warner(io) };
    const { networks, dataset } = await openCheckpoints(paths, context);
    const [network, other] = networks;
    opened.unshift(network, ...(other ? [other] : []));
    const target = options.target === undefined ? undefined : classNamed("--target", options.target, dataset);
    const model = await probeGradient(await classifierOf(network, dataset, engine));
    opened.unshift(model);
    const chosen = { option: "--against", text: options.against, ids: against.map(({ id }) => id) };
    const fitting = attacksFor(dataset, chosen);
    if (fitting.left !== undefined) warner(io)(fitting.left);
    const rivals: PlannedRival[] = against.filter(({ id }) => fitting.ids.includes(id)).map((attack) => ({ attack }));
    if (other !== undefined) {
      const on = await classifierOf(other, dataset, engine);
      opened.unshift(on);
      rivals.push({ attack: question.attack, on });
    }
    const plan = { ...question, target, seed: options.seed, rivals, exhibits: options.examples };
    const { study, exhibits } = await studyAttack(plan, model, dataset, (stage) => {
      io.stderr.write(`${stage}\n`);
    });
    const result = attackResult(study, { plan, network, dataset, engine, toolVersion: version(), command });
    const out = resolve(options.out ?? join("results", `attack-${result.attack.id}`));
    await write(result, exhibits, out);
    show(result, out, options.json, io);
    if (options.strict) requireReliable(result);
  } finally {
    for (const each of opened) await each.dispose();
  }
}

/** Most images that are computed side by side: few, so that what is left of a shrinking set is not mostly padding. */
const MAX_IMAGES = 32;

function classifierOf(network: Network, dataset: Dataset, engine: Engine) {
  const { sessions } = engine;
  return createClassifier(network, engine, {
    batch: batchSize(network, Math.min(MAX_IMAGES, dataset.count), sessions),
  });
}

/** `attack.json`, and a picture of what broke first where something did. */
async function write(result: AttackResult, exhibits: readonly Exhibit[], out: string): Promise<void> {
  const { attack, checkpoint, epsilon, space } = result;
  await writeAtomic(join(out, "attack.json"), `${JSON.stringify(result, null, 2)}\n`);
  if (exhibits.length === 0) return;
  const title = `${attack.title} on ${checkpoint.name}, epsilon ${significant(epsilon)} (${space})`;
  await writeAtomic(join(out, "attack.png"), await renderAttackFigure(exhibits, { title, ...result.data }));
}

function show(result: AttackResult, out: string, json: boolean, io: Io): void {
  if (json) {
    io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  io.stdout.write(inFlags(attackTable(result, { color: wantsColor(io, io.stdout) })));
  io.stderr.write(`Everything, and a picture of what broke first: ${out}\n`);
}

function requireReliable({ attack, study: { flags } }: AttackResult): void {
  if (flags.length === 0) return;
  throw new Unreliable(
    `--strict: ${counted(flags.length, "reason")} to doubt the robust accuracy under ${attack.title}`,
  );
}
