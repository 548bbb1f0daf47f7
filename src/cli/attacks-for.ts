import { attacks, leastClasses } from "../../attacks/index.ts";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";

/** What the user asked for: the option, what stands behind it, and the ids that it means. */
interface Chosen {
  readonly option: string;
  readonly text: string;
  readonly ids: readonly string[];
}

/**
 * The attacks of a choice that data of so many classes can be attacked with, and the data. Those whose loss needs more
 * classes are left out of `all`; the data's notes say so.
 *
 * @throws InputError where the user named such an attack
 */
export function attacksFor(
  dataset: Dataset,
  { option, text, ids }: Chosen,
): { readonly ids: readonly string[]; readonly dataset: Dataset; readonly left?: string } {
  const { classes, name } = dataset;
  if (dataset.maps !== undefined) return withPixelLoss(dataset, { option, text, ids });
  const short = attacks.filter((attack) => leastClasses(attack) > classes.length);
  const out = ids.filter((id) => short.some((attack) => attack.id === id));
  if (out.length === 0) return { ids, dataset };
  const why = `the loss of ${out.join(", ")} needs at least ${Math.max(...short.map(leastClasses))} classes, and ${name} has ${classes.length}`;
  if (text.trim() === "all") {
    const left = `Left out of the attacks: ${why}.`;
    const notes = () => [...(dataset.notes?.() ?? []), left];
    return { ids: ids.filter((id) => !out.includes(id)), dataset: { ...dataset, notes }, left };
  }
  throw new InputError(option, {
    expected: `attacks for ${classes.length} classes`,
    got: out.join(", "),
    remedy: `Leave out what does not fit: ${why}.`,
  });
}

/** Of images with label maps: attacks that climb the mean cross-entropy of the pixels. */
function withPixelLoss(dataset: Dataset, { option, text, ids }: Chosen): ReturnType<typeof attacksFor> {
  const fitting = attacks.filter(({ loss }) => loss === "cross-entropy").map(({ id }) => id as string);
  const out = ids.filter((id) => !fitting.includes(id));
  if (out.length === 0) return { ids, dataset };
  if (text.trim() !== "all") {
    throw new InputError(option, {
      expected: `attacks on label maps: ${fitting.join(", ")}`,
      got: out.join(", "),
      remedy: "The others need one label for each image.",
    });
  }
  const left = `Left out of the attacks: ${out.join(", ")}, which need one label for each image.`;
  const notes = () => [...(dataset.notes?.() ?? []), left];
  return { ids: ids.filter((id) => fitting.includes(id)), dataset: { ...dataset, notes }, left };
}
