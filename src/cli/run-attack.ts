import { join, resolve } from "node:path";
import { type Attack, attacks, parseEpsilon, probeGradient } from "../../attacks/index.ts";
import type { Dataset } from "../core/dataset.ts";
import { CheckFailed, InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import type { Engine } from "../engine/index.ts";
import { studyAttack } from "../evaluate/attack-study.ts";
import { brokenFirst } from "../evaluate/attacked-examples.ts";
import { batchSize } from "../model/batch-size.ts";
import { createClassifier } from "../model/classifier.ts";
import { identityOf, type Network } from "../model/network.ts";
import { renderAttackFigure } from "../report/figures/attack-figure.ts";
import { attackList } from "../report/terminal/attack-list.ts";
import { attackTable } from "../report/terminal/attack-table.ts";
import { ATTACK_RESULT_SCHEMA, type AttackResult } from "../result/attack-result.ts";
import type { AttackCommandOptions } from "./commands/attack.ts";
import { type Io, wantsColor, warner } from "./io.ts";
import { BUNDLED, openCheckpoints } from "./open-checkpoint.ts";
import { openData } from "./open-data.ts";
import { openEngine } from "./open-engine.ts";
import { version } from "./version.ts";

/** What the `attack` command does. */
export async function runAttack(options: AttackCommandOptions, io: Io): Promise<void> {
  if (options.list) {
    io.stdout.write(options.json ? `${JSON.stringify(attacks, null, 2)}\n` : attackList(attacks));
    return;
  }
  const attack = configured(options);
  const epsilon = parseEpsilon(options.eps, "--eps");
  const rivals = options.against === "none" ? [] : options.against.split(",").map((id) => find(id, "--against"));
  const curve = curveOf(options.curve, epsilon);
  const { seed } = options;
  const dataset = await openData(options, { split: "test", mixed: true }, io);
  const target = options.target === undefined ? undefined : classOf(options.target, dataset);
  const engine = await openEngine(options, io);
  const opened: { dispose(): void | Promise<void> }[] = [engine];
  try {
    const paths = [options.ckpt ?? BUNDLED[1], ...(options.transferFrom === undefined ? [] : [options.transferFrom])];
    const [network, other] = await openCheckpoints(paths, { options, dataset, engine, warn: warner(io) });
    opened.unshift(network, ...(other ? [other] : []));
    const model = await probeGradient(await classifierOf(network, dataset, engine));
    opened.unshift(model);
    const checks: { attack: Attack; on?: typeof model }[] = rivals.map((rival) => ({ attack: rival }));
    if (other !== undefined) {
      const on = await classifierOf(other, dataset, engine);
      opened.unshift(on);
      checks.push({ attack, on });
    }
    const budget = { epsilon, space: options.epsSpace };
    const plan = { attack, budget, curve, target, seed, rivals: checks, exhibits: options.examples };
    const { study, exhibits } = await studyAttack(plan, model, dataset, (stage) => {
      io.stderr.write(`${stage}\n`);
    });
    const result: AttackResult = {
      schema: ATTACK_RESULT_SCHEMA,
      tool: { name: "ipswap-eval", version: version() },
      seed,
      engine: engine.name,
      checkpoint: identityOf(network),
      data: {
        name: dataset.name,
        split: dataset.split,
        count: study.examples.length,
        classes: dataset.classes,
        sha256: dataset.sha256,
      },
      attack: {
        id: attack.id,
        title: attack.title,
        source: attack.source,
        norm: attack.norm,
        loss: attack.loss,
        settings: attack.settings,
        target,
      },
      ...budget,
      study,
      brokenFirst: brokenFirst(study.examples, target),
    };
    const out = resolve(options.out ?? join("results", `attack-${attack.id}`));
    await writeAtomic(join(out, "attack.json"), `${JSON.stringify(result, null, 2)}\n`);
    if (exhibits.length > 0) {
      const title = `${attack.title} on ${network.name}, epsilon ${options.eps} (${options.epsSpace})`;
      await writeAtomic(join(out, "attack.png"), await renderAttackFigure(exhibits, { title, ...shapeOf(dataset) }));
    }
    if (options.json) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else {
      io.stdout.write(attackTable(result, { color: wantsColor(io, io.stdout) }));
      io.stderr.write(`Everything, and a picture of what broke first: ${out}\n`);
    }
    if (options.strict && study.flags.length > 0) {
      throw new CheckFailed(
        `${attack.title}: ${study.flags.length} reason(s) to doubt the number, and --strict was given`,
      );
    }
  } finally {
    for (const each of opened) await each.dispose();
  }
}

const shapeOf = ({ classes, height, width }: Dataset) => ({ classes, height, width });

function configured(options: AttackCommandOptions): Attack {
  const { steps, restarts, queries, stepSize, keepGoing } = options;
  return find(options.attack, "--attack").configure({
    steps,
    restarts,
    queries,
    stepSize: stepSize === undefined ? undefined : parseEpsilon(stepSize, "--step-size"),
    stopWhenFooled: keepGoing ? false : undefined,
  });
}

function find(id: string, option: string): Attack {
  const attack = attacks.find((candidate) => candidate.id === id.trim());
  if (attack !== undefined) return attack;
  throw new InputError(option, { expected: `one of ${attacks.map((known) => known.id).join(", ")}`, got: `"${id}"` });
}

/** Multiples of epsilon that show where the accuracy goes, unless the user has said. */
function curveOf(list: string | undefined, epsilon: number): readonly number[] {
  if (list === "none") return [];
  if (list !== undefined) return list.split(",").map((part) => parseEpsilon(part, "--curve"));
  return [...new Set([1 / 8, 1 / 4, 1 / 2, 1, 2].map((multiple) => multiple * epsilon))];
}

function classOf(text: string, { classes }: Dataset): number {
  const named = classes.indexOf(text);
  const index = named === -1 && /^\d+$/.test(text) ? Number(text) : named;
  if (index >= 0 && index < classes.length) return index;
  throw new InputError("--target", {
    expected: `a class of the data set, by name or as a number in 0...${classes.length - 1}`,
    got: `"${text}"`,
    remedy: `Names: ${classes.slice(0, 8).join(", ")}${classes.length > 8 ? ", ..." : ""}.`,
  });
}

/** Most images per compiled batch: few, so that what is left of a shrinking set is not mostly padding. */
const MAX_IMAGES = 32;

function classifierOf(network: Network, dataset: Dataset, engine: Engine) {
  return createClassifier(network, engine, { batch: Math.min(MAX_IMAGES, batchSize(network, dataset.count)) });
}
