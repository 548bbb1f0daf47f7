import { z } from "zod";
import { InputError } from "../../core/error.ts";
import { readJson } from "../../core/json.ts";

/** Labels put together to fewer classes. */
export interface Merge {
  readonly id: string;
  readonly classes: readonly string[];
  /** Class of each label; labels that are not there are void only where they are named so. */
  readonly classOf: ReadonlyMap<number, number>;
  /** What a reader of its figures must know. */
  readonly warnings: readonly string[];
}

/** RUGD's 24 labels, 1...24, by their numbers in its colour map; 0 is void. */
export const RUGD_LABELS = [
  ["void", 0x000000],
  ["dirt", 0x6c4014],
  ["sand", 0xffe5cc],
  ["grass", 0x006600],
  ["tree", 0x00ff00],
  ["pole", 0x009999],
  ["water", 0x0080ff],
  ["sky", 0x0000ff],
  ["vehicle", 0xffff00],
  ["container/generic-object", 0xff007f],
  ["asphalt", 0x404040],
  ["gravel", 0xff8000],
  ["building", 0xff0000],
  ["mulch", 0x994c00],
  ["rock-bed", 0x666600],
  ["log", 0x660000],
  ["bicycle", 0x00ff80],
  ["person", 0xcc99ff],
  ["fence", 0x6600cc],
  ["bush", 0xff99cc],
  ["sign", 0x006666],
  ["rock", 0x99ccff],
  ["bridge", 0x66ffff],
  ["concrete", 0x65650b],
  ["picnic-table", 0x72552f],
] as const;

const RUGD_GROUPS = {
  background: ["void", "sky", "sign"],
  smooth: ["concrete", "asphalt"],
  rough: ["gravel", "grass", "dirt", "sand", "mulch"],
  bumpy: ["rock", "rock-bed"],
  forbidden: ["water"],
  obstacle: [
    ...["tree", "pole", "vehicle", "container/generic-object", "building", "log", "bicycle", "person", "fence"],
    ...["bush", "picnic-table", "bridge"],
  ],
} as const;

/**
 * RUGD's labels by how well one can drive there, as in GA-Nav: background has what is void too, and nothing is left out.
 *
 * Source: Guan et al. 2022, GA-Nav; rayguan97/GANav-offroad, tools/convert_datasets/rugd_relabel6.py.
 */
function rugd6(): Merge {
  const classes = Object.keys(RUGD_GROUPS);
  const classOf = new Map<number, number>();
  for (const [group, names] of Object.values(RUGD_GROUPS).entries()) {
    for (const name of names)
      classOf.set(
        RUGD_LABELS.findIndex(([label]) => label === name),
        group,
      );
  }
  return {
    id: "rugd-6",
    classes,
    classOf,
    warnings: [
      "rugd-6: void pixels are scored, as background, as published comparisons of these six classes have it.",
      "rugd-6: the split of those comparisons (train_ours.txt, test_ours.txt of GANav-offroad) leaks: all of its 833 test frames come from videos that are trained on, and 831 lie within 10 frames of one that is. RUGD's own split shares no video between its parts.",
    ],
  };
}

const mergeSchema = z.object({
  /** Names of the merged classes, in order. */
  classes: z.array(z.string().min(1)).min(1).max(256),
  /** For each label the name of its class; null where it is void. */
  labels: z.record(z.string().regex(/^\d{1,3}$/, "a label is a number in 0...255"), z.string().nullable()),
});

/**
 * A merge that is built in (`rugd-6`), or one from a JSON file:
 * `{ "classes": ["ground", "other"], "labels": { "0": "ground", "1": "other", "2": null } }`.
 *
 * @returns the merge, and the labels that it makes void
 */
export async function readMerge(name: string): Promise<{ readonly merge: Merge; readonly voids: readonly number[] }> {
  if (name === "rugd-6") return { merge: rugd6(), voids: [] };
  if (!name.toLowerCase().endsWith(".json")) {
    throw new InputError("`merge`", {
      expected: "rugd-6, or a JSON file",
      got: `"${name}"`,
      remedy: 'Such a file holds {"classes": ["ground", "other"], "labels": {"0": "ground", "1": "other", "2": null}}.',
    });
  }
  const { classes, labels } = await readJson(name, mergeSchema, { expected: "classes and the class of each label" });
  const classOf = new Map<number, number>();
  const voids: number[] = [];
  for (const [label, group] of Object.entries(labels)) {
    if (Number(label) > 255) throw new InputError(name, { expected: "labels in 0...255", got: label });
    if (group === null) voids.push(Number(label));
    else if (classes.includes(group)) classOf.set(Number(label), classes.indexOf(group));
    else throw new InputError(`${name}, label ${label}`, { expected: `one of ${classes.join(", ")}`, got: group });
  }
  return { merge: { id: name, classes, classOf, warnings: [] }, voids };
}
