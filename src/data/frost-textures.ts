import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DRAWN_TEXTURES } from "../../corruptions/index.ts";
import { InputError } from "../core/error.ts";
import type { Image } from "../core/image.ts";
import { reasonOf } from "../core/regular-file.ts";
import { readImage } from "./image/read-image.ts";

/**
 * Reads the reference's frost textures: frost1 to frost5, each .png, .jpg or .jpeg, as they lie beside
 * make_cifar_c.py in hendrycks/robustness. (A sixth lies there, but the reference never draws it.)
 *
 * PNG gives the reference's pixels exactly. JPEG is decoded by jpeg-js, whose chroma differs by some grey levels from
 * that of libjpeg, on which OpenCV relies.
 *
 * @throws InputError where one of the five is missing or cannot be read
 */
export async function readFrostTextures(folder: string): Promise<readonly Image[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(folder, { expected: "a folder of frost textures", got: reasonOf(cause) }, { cause });
  });
  return Promise.all(
    Array.from({ length: DRAWN_TEXTURES }, (_, i) => {
      const stem = `frost${i + 1}`;
      const name = [".png", ".jpg", ".jpeg"].map((ending) => stem + ending).find((each) => names.includes(each));
      if (name === undefined) {
        throw new InputError(folder, {
          expected: `${stem}.png or ${stem}.jpg, as in hendrycks/robustness (ImageNet-C/create_c)`,
          got: names.length === 0 ? "an empty folder" : names.slice(0, 8).join(", "),
          remedy: "Without `frostTextures`, procedural textures are used.",
        });
      }
      return readImage(join(folder, name));
    }),
  );
}
