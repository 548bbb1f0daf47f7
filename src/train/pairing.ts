import { InputError } from "../core/error.ts";
import type { Random } from "../core/random.ts";

/** Chooses the second image of a pair: the index of an image of the same class. */
export type Pairing = (index: number, random: Random) => number;

/** Pairs an image with any of its class, itself included, each with equal chance. */
export function pairWithAny(labels: Int32Array, classes: readonly string[]): Pairing {
  const { members } = groupByClass(labels, classes);
  return (index, random) => {
    const candidates = members[labels[index]];
    return candidates[random.integer(candidates.length)];
  };
}

/**
 * Pairs an image with another of its class, each of the others with equal chance.
 *
 * @param labels class of each image; with label noise the noisy ones, since they are what training believes
 * @throws InputError where a class has one image only, which leaves it without a partner
 */
export function pairWithAnother(labels: Int32Array, classes: readonly string[]): Pairing {
  const { members, position } = groupByClass(labels, classes);
  const alone = members.findIndex((indices) => indices.length === 1);
  if (alone !== -1) {
    throw new InputError(`training images of class "${classes[alone]}"`, {
      expected: "at least two, so that each has a partner of its class",
      got: "one",
      remedy: "Add images to the class, remove it, or choose a method without pairs such as hard-label.",
    });
  }
  return (index, random) => {
    const candidates = members[labels[index]];
    const draw = random.integer(candidates.length - 1);
    return candidates[draw < position[index] ? draw : draw + 1];
  };
}

/** Indices of each class' images, and where among them an image is. */
function groupByClass(labels: Int32Array, classes: readonly string[]) {
  const members: number[][] = classes.map(() => []);
  const position = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    position[i] = members[labels[i]].length;
    members[labels[i]].push(i);
  }
  return { members, position };
}
