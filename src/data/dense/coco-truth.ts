import { z } from "zod";
import { InputError } from "../../core/error.ts";
import { readJson } from "../../core/json.ts";
import { withoutEnding } from "./match-maps.ts";
import type { DetectionTruth } from "./stored-boxes.ts";

/** Longest file, characters: COCO's val2017 has 20 million. */
const LONGEST = 2 ** 28;

const coordinate = z.number().min(-1e6).max(1e6);

const schema = z.object({
  images: z.array(z.object({ id: z.int(), file_name: z.string().max(1000).optional() })).min(1),
  categories: z.array(z.object({ id: z.int(), name: z.string().min(1).max(1000) })).min(1),
  annotations: z.array(
    z.object({
      image_id: z.int(),
      category_id: z.int(),
      bbox: z.tuple([coordinate, coordinate, coordinate, coordinate]),
      area: z.number().min(0).optional(),
      iscrowd: z.union([z.literal(0), z.literal(1)]).optional(),
    }),
  ),
});

const REMEDY = 'It holds "images", "categories" and "annotations", as instances_val2017.json does.';

/** COCO's instances: images by their numbers, in ascending order, as its API goes through them; classes likewise. */
export async function readCocoTruth(path: string): Promise<DetectionTruth> {
  const bounds = { most: LONGEST, expected: "COCO's instances", remedy: REMEDY };
  const { images, categories, annotations } = await readJson(path, schema, bounds);
  const inOrder = images.toSorted((a, b) => a.id - b.id);
  const classes = categories.toSorted((a, b) => a.id - b.id);
  requireDistinct(inOrder, "image", path);
  requireDistinct(classes, "category", path);
  const byId = new Map(inOrder.map(({ id }, place) => [id, place]));
  const classOf = new Map(classes.map(({ id }, place) => [id, place]));
  const objects = annotations.map(({ image_id, category_id, bbox: [x, y, width, height], area, iscrowd }, i) => {
    const [image, k] = [byId.get(image_id), classOf.get(category_id)];
    const refuse = (expected: string, got: string) =>
      new InputError(`${path}, annotation ${i}`, { expected, got, remedy: REMEDY });
    if (image === undefined) throw refuse("an image that is listed", `image_id ${image_id}`);
    if (k === undefined) throw refuse("a category that is listed", `category_id ${category_id}`);
    if (!(width >= 0 && height >= 0)) throw refuse("a width and a height of 0 or more", `${width} x ${height}`);
    return {
      image,
      class: k,
      box: [x, y, x + width, y + height] as const,
      difficult: iscrowd === 1,
      ...(area !== undefined && { area }),
    };
  });
  const names = inOrder.flatMap(({ file_name: name }, place) =>
    name === undefined ? [] : [[name, place] as const, [withoutEnding(name), place] as const],
  );
  return {
    images: inOrder.map(({ id, file_name: name }) => name ?? `${id}`),
    classes: classes.map(({ name }) => name),
    objects,
    // Numbers go before names.
    imageOf: new Map([...names, ...inOrder.map(({ id }, place) => [`${id}`, place] as const)]),
    classOf,
  };
}

function requireDistinct(entries: readonly { readonly id: number }[], what: string, path: string): void {
  const twice = entries.find(({ id }, i) => i > 0 && entries[i - 1].id === id);
  if (twice !== undefined)
    throw new InputError(path, { expected: `one ${what} of each id`, got: `two of ${twice.id}` });
}
