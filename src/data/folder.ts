import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import { listFolder } from "./folder-listing.ts";
import { readImageFile } from "./image-file.ts";
import { checkedIndex, type Records } from "./records.ts";

/** Most bytes of decoded images that are kept; those beyond are decoded anew at each read. */
const KEPT_BYTES = 256 * 1024 * 1024;

/**
 * One split of a folder of images, one sub-folder per class (see `listFolder`). Images are decoded when they are read.
 *
 * @param imageSize side to which images are cropped and resized (see `readImageFile`); without it all must have the
 * size of the first
 */
export async function readFolder(path: string, split: Dataset["split"], imageSize?: number): Promise<Records> {
  const { name, classes, paths, names, labels } = await listFolder(path, split);
  const { height, width } = await readImageFile(paths[0], imageSize);
  const size = height * width * CHANNELS;
  const kept = new Map<number, Uint8Array>();
  const decode = async (index: number): Promise<Uint8Array> => {
    const known = kept.get(index);
    if (known !== undefined) return known;
    const image = await readImageFile(paths[index], imageSize);
    if (image.height !== height || image.width !== width) {
      throw new InputError(paths[index], {
        expected: `${width} x ${height} pixels, the size of ${paths[0]}`,
        got: `${image.width} x ${image.height}`,
        remedy: "Give --image-size to crop and resize all images to one size.",
      });
    }
    if ((kept.size + 1) * size <= KEPT_BYTES) kept.set(index, image.pixels);
    return image.pixels;
  };
  return {
    name,
    split,
    count: paths.length,
    height,
    width,
    classes,
    labels,
    trueLabels: labels,
    exampleId: (index) => ({ index: checkedIndex(index, paths.length), name: names[index] }),
    read: async (indices) => {
      const images = new Uint8Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        images.set(await decode(checkedIndex(indices[i], paths.length)), i * size);
      }
      return images;
    },
  };
}
