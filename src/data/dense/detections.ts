import { z } from "zod";
import { InputError } from "../../core/error.ts";
import { readJson } from "../../core/json.ts";
import type { DetectionTruth, StoredDetection } from "./stored-boxes.ts";

/** Longest file, characters: half a million detections. */
const LONGEST = 2 ** 27;

/** Sides of boxes, and where they lie, in pixels: beyond that a number is damage. */
const coordinate = z.number().min(-1e6).max(1e6);

const detectionSchema = z.object({
  image_id: z.union([z.int(), z.string().max(1000)]),
  category_id: z.int().optional(),
  category: z.string().max(1000).optional(),
  bbox: z.tuple([coordinate, coordinate, coordinate, coordinate]),
  score: z.number(),
});

/**
 * Reads detections as COCO's results files have them: an array of `{ image_id, category_id, bbox: [x, y, width, height],
 * score }`, x and y the left and top edge in pixels from 0. In place of `category_id` there may be the class's name,
 * `category`; `image_id` may be the file's name.
 *
 * @throws InputError naming the file and the first detection that does not fit the truth
 */
export async function readDetections(path: string, truth: DetectionTruth): Promise<readonly StoredDetection[]> {
  const remedy = 'It holds [{"image_id": 1, "category_id": 3, "bbox": [x, y, width, height], "score": 0.9}, ...].';
  const rows = await readJson(path, z.array(detectionSchema), { most: LONGEST, expected: "detections", remedy });
  return rows.map((row, i) => {
    const subject = `${path}, detection ${i}`;
    const [x, y, width, height] = row.bbox;
    if (!(width > 0 && height > 0)) {
      throw new InputError(subject, {
        expected: "a box [x, y, width, height] with a width and a height above 0",
        got: `[${row.bbox.join(", ")}]`,
        remedy:
          "Are these corners? Then width is x2 - x1, and x2 - x1 + 1 where corners are pixels that belong to the box.",
      });
    }
    return {
      image: imageOf(row.image_id, truth, subject),
      class: classOf(row, truth, subject),
      box: [x, y, x + width, y + height],
      score: row.score,
    };
  });
}

function imageOf(id: number | string, truth: DetectionTruth, subject: string): number {
  const image = truth.imageOf.get(`${id}`);
  if (image !== undefined) return image;
  throw new InputError(subject, {
    expected: "an image of the truth",
    got: `image_id ${id}`,
    remedy: "Detections and truth must be of the same images: is it another split?",
  });
}

function classOf(row: z.infer<typeof detectionSchema>, truth: DetectionTruth, subject: string): number {
  const { category, category_id: id } = row;
  const known = truth.classes.join(", ");
  const place = category !== undefined ? truth.classes.indexOf(category) : (truth.classOf.get(id ?? Number.NaN) ?? -1);
  if (place !== -1) return place;
  throw new InputError(subject, {
    expected: `a class of the truth (${known.length > 200 ? `${known.slice(0, 200)}...` : known})`,
    got: category !== undefined ? `"${category}"` : id === undefined ? "none" : `category_id ${id}`,
    remedy:
      truth.classOf.size === 0
        ? 'VOC gives its classes no numbers: write "category": "dog".'
        : "Which numbers there are stands in the truth, under categories.",
  });
}
