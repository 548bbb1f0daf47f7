import type { Classifier } from "../core/classifier.ts";
import { CHANNELS } from "../core/image.ts";
import type { ClassActivationMap } from "./grad-cam.ts";

/** What covers a part of an image: mid grey. */
const COVER = 0.5;

/**
 * Occlusion: how much the logit of a class falls when a part of the image is covered with grey, for each cell of a
 * grid. Needs no gradient, and a forward pass for each cell.
 *
 * Source: Zeiler and Fergus 2014, section 4.2.
 *
 * @param images row-major [n, height, width, 3] in [0, 1]
 * @param classes class that each map is for
 * @param cells cells per side
 */
export async function occlusionMaps(
  model: Pick<Classifier, "logits" | "height" | "width" | "classes">,
  images: Float32Array,
  classes: Int32Array,
  cells: number,
): Promise<readonly ClassActivationMap[]> {
  const whole = await model.logits(images);
  const maps = Array.from(classes, () => ({ height: cells, width: cells, raw: new Float32Array(cells * cells) }));
  for (let cell = 0; cell < cells * cells; cell++) {
    const logits = await model.logits(covered(images, model, cells, cell));
    classes.forEach((label, image) => {
      const place = image * model.classes + label;
      maps[image].raw[cell] = whole[place] - logits[place];
    });
  }
  return maps;
}

/** Copies of the images with one cell of a grid covered. */
function covered(
  images: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  cells: number,
  cell: number,
): Float32Array {
  const result = Float32Array.from(images);
  const edge = (index: number, size: number) => Math.round((index * size) / cells);
  const [row, column] = [Math.floor(cell / cells), cell % cells];
  for (let start = 0; start < images.length; start += height * width * CHANNELS) {
    for (let y = edge(row, height); y < edge(row + 1, height); y++) {
      const line = start + y * width * CHANNELS;
      result.fill(COVER, line + edge(column, width) * CHANNELS, line + edge(column + 1, width) * CHANNELS);
    }
  }
  return result;
}
