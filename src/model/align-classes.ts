import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { areNumbered, type ClassMatch, matchClasses } from "../data/match-classes.ts";
import type { OtherOutputs } from "../data/other-outputs.ts";
import { relabel } from "../data/relabel.ts";
import type { Network } from "./network.ts";

/** Data and networks with one list of classes. */
export interface Aligned {
  readonly dataset: Dataset;
  readonly networks: readonly Network[];
  /** What was done, a sentence each; none where all had one order already. */
  readonly notes: readonly string[];
}

/**
 * Puts data and networks into one order of classes. Where a network's outputs have names (the file states them, or the
 * user gave them), classes are matched by name; outputs without names are taken to be in the order of the data's classes.
 *
 * That order is the data's, so that labels and results do not depend on which networks are measured. Where the data have
 * fewer classes than a network tells apart, the logits of the others are left out (`mask`), as is done for ImageNet-R and
 * ImageNet-A: probabilities, and so every figure, are over the data's classes. With `count` the order is that network's:
 * an image counts as right where the output of its class is the largest of all outputs, also of those that no image has.
 * Data with label maps keep their classes even so, and such outputs stand behind them (`Network.dense`).
 *
 * @throws InputError where names do not fit, or numbers of classes where there are no names
 */
export function alignClasses(
  dataset: Dataset,
  networks: readonly Network[],
  otherOutputs: OtherOutputs = "mask",
): Aligned {
  const larger = networks.find(
    (network) => isNamed(network, dataset) && network.classes.length > dataset.classes.length,
  );
  const notes: string[] = [];
  let target = dataset;
  if (larger !== undefined && otherOutputs === "count" && dataset.maps === undefined) {
    target = relabel(dataset, larger.classes, outputsOf(larger, dataset));
    notes.push(
      `${dataset.name} has ${dataset.classes.length} of the ${larger.classes.length} classes that ${larger.name} tells apart, matched by name: an answer of any other class is wrong.`,
    );
  }
  const aligned = networks.map((network) => {
    const { classes } = target;
    // Outputs without names are those of the network beside it that has names for as many.
    const alike = larger?.classes.length === network.classes.length ? larger : undefined;
    const namer = isNamed(network, target) ? network : classes.length === network.classes.length ? undefined : alike;
    if (namer === undefined) {
      if (network.classesStated && isCounted(network, classes)) notes.push(countNote(network, target));
      return requireAsMany(network, target);
    }
    const outputs = outputsOf(namer, target);
    const others = network.classes.length - classes.length;
    if (others > 0 && otherOutputs === "count" && network.dense !== undefined) {
      notes.push(pixelNote(network, target));
      return withOthers(network, outputs, classes);
    }
    if (others < 0 || (others > 0 && otherOutputs === "count")) throw wrongNumber(network, target);
    if (others === 0 && outputs.every((output, label) => output === label)) return network;
    notes.push(others > 0 ? maskNote(network, target) : orderNote(network, target, outputs));
    return inOrderOf(network, outputs, classes);
  });
  const said = () => [...(target.notes?.() ?? []), ...notes];
  return { dataset: notes.length === 0 ? target : { ...target, notes: said }, networks: aligned, notes };
}

const maskNote = (network: Network, { name, classes }: Dataset): string =>
  `${name} has ${classes.length} of the ${network.classes.length} classes that ${network.name} tells apart, matched by name: the logits of the others are left out (\`otherOutputs\` count lets them be answers, which are wrong).`;

const pixelNote = (network: Network, { name, classes }: Dataset): string =>
  `${name} has ${classes.length} of the ${network.classes.length} classes that ${network.name} tells apart, matched by name: a pixel that it takes for any other class is missed by its own.`;

const countNote = (network: Network, { name, classes }: Dataset): string =>
  `The classes of ${name} are numbers: number k is taken to be output k of ${network.name} (0 is "${network.classes[0]}", ${classes.length - 1} is "${network.classes.at(-1)}").`;

function orderNote({ name }: Network, data: Dataset, outputs: Int32Array): string {
  const label = outputs.findIndex((output, each) => output !== each);
  return `The outputs of ${name} are in another order than the classes of ${data.name} ("${data.classes[label]}" is output ${outputs[label]}): they are matched by name.`;
}

/** Whether a network's outputs have names of their own; numbers are none, unless the data's classes are called so. */
function isNamed(network: Network, { classes }: Dataset): boolean {
  if (!network.classesStated || isCounted(network, classes)) return false;
  return !areNumbered(network.classes) || matchClasses(classes, network.classes).matched;
}

/** Whether the data's classes are the numbers of the network's outputs, 0 to the last, and no names of them. */
const isCounted = (network: Network, classes: readonly string[]): boolean =>
  classes.length === network.classes.length &&
  classes.every((name, place) => name === `${place}`) &&
  !matchClasses(classes, network.classes).matched;

function outputsOf(network: Network, dataset: Dataset): Int32Array {
  const match = matchClasses(dataset.classes, network.classes);
  if (match.matched) return match.outputs;
  throw new InputError(`checkpoint ${network.name}`, {
    expected: `outputs called like the classes of ${dataset.name}`,
    got: `none for ${mismatch(match)} (its outputs: ${some(network.classes)})`,
    remedy:
      "Name its outputs in the data's words, in their order, with `classes` FILE; or say `classes` data, where they are in the order of the data's classes.",
  });
}

function mismatch({ missing, ambiguous }: Extract<ClassMatch, { matched: false }>): string {
  if (missing.length > 0) return some(missing);
  return `${some(ambiguous)} alone: names are not unique`;
}

const SHOWN = 5;

function some(names: readonly string[]): string {
  const quoted = names.slice(0, SHOWN).map((name) => `"${name}"`);
  return `${quoted.join(", ")}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ""}`;
}

function requireAsMany(network: Network, dataset: Dataset): Network {
  if (network.classes.length === dataset.classes.length) return network;
  throw wrongNumber(network, dataset);
}

/** Numbers of outputs that say that a network is one for ImageNet, and which file names them. */
const IMAGENET_HEADS: Readonly<Record<number, string>> = {
  1000: " (1000 are those of ImageNet: `classes` imagenet)",
  1001: " (1001 are those of ImageNet behind a background, as TensorFlow has them: imagenet_class_index.json)",
  21841: " (21841 are those of ImageNet-21k: a file of its WordNet ids)",
  21843: " (21843 are those of ImageNet-21k: a file of its WordNet ids)",
};

function wrongNumber({ name, classes }: Network, dataset: Dataset): InputError {
  return new InputError(`checkpoint ${name}`, {
    expected: `${dataset.classes.length} classes, as ${dataset.name} has`,
    got: `${classes.length}`,
    remedy:
      classes.length > dataset.classes.length
        ? `If it knows the data's classes and others, name its outputs${IMAGENET_HEADS[classes.length] ?? ""} with \`classes\` FILE; or choose another \`dataset\`.`
        : "Choose the data set that it was trained on (`dataset`).",
  });
}

/** The network with its outputs in another order: output k is what was output `outputs[k]`. */
function inOrderOf(network: Network, outputs: Int32Array, classes: readonly string[]): Network {
  const of = network.superclasses?.of ?? outputs;
  return {
    ...network,
    classes,
    outputs: [...outputs],
    ...(network.superclasses && { superclasses: { ...network.superclasses, of: outputs.map((k) => of[k]) } }),
    forward: (...given) => picked(network.forward(...given), outputs, network),
  };
}

/** All outputs of a network that answers for each pixel, those of the data's classes first. */
function withOthers(network: Network, outputs: Int32Array, classes: readonly string[]): Network {
  const others = Int32Array.from(network.classes.keys()).filter((output) => !outputs.includes(output));
  const aligned = inOrderOf(network, Int32Array.of(...outputs, ...others), classes);
  return { ...aligned, ...(network.dense && { dense: { ...network.dense, others: others.length } }) };
}

/** These outputs of each answer. */
function picked(answers: tf.Tensor2D, outputs: Int32Array, { dense, classes }: Network): tf.Tensor2D {
  const order = tf.tensor1d(outputs, "int32");
  if (dense === undefined) return tf.gather(answers, order, 1);
  const chosen = tf.gather(tf.reshape(answers, [-1, classes.length]), order, 1);
  return tf.reshape(chosen, [-1, dense.pixels * outputs.length]);
}
