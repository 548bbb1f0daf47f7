import { InputError } from "../../core/error.ts";

/** Largest PNG that goes into the page as it is, bytes: 32 x 32 pixels of anything are smaller. */
const MOST_PNG = 8 * 1024;

/** Longest side of what is larger, pixels, and JPEG's quality, percent. */
const LONGEST_SIDE = 224;
const QUALITY = 80;

/** Largest image that is decoded, pixels: a small file may claim any size. */
const MOST_PIXELS = 2 ** 24;

/** Longest text of all images in a page, characters: it must open at once and go into a mail. */
const MOST_CHARACTERS = 2.5 * 2 ** 20;

/** Images as a page shows them. */
export interface PageImages {
  /** Addresses that hold the image itself, of as many examples from the first on as there is room for. */
  readonly addresses: readonly string[];
  /** Whether any was made smaller. */
  readonly compressed: boolean;
}

/**
 * Images for a page, within its budget: small ones as they are, large ones at most 224 pixels wide and high and as JPEG,
 * and the last ones not at all.
 *
 * @param pngs PNG files, base64
 */
export async function pageImages(pngs: readonly string[]): Promise<PageImages> {
  const addresses: string[] = [];
  let compressed = false;
  let characters = 0;
  for (const png of pngs) {
    const large = png.length * 0.75 > MOST_PNG;
    const address = large ? await smaller(png) : `data:image/png;base64,${png}`;
    characters += address.length;
    if (characters > MOST_CHARACTERS) break;
    compressed ||= large;
    addresses.push(address);
  }
  return { addresses, compressed };
}

async function smaller(png: string): Promise<string> {
  const { default: sharp } = await import("sharp");
  const jpeg = await sharp(Buffer.from(png, "base64"), { limitInputPixels: MOST_PIXELS })
    .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: QUALITY })
    .toBuffer()
    .catch((cause: Error) => {
      const got = cause.message.split("\n")[0];
      throw new InputError("the image of an explained example", { expected: "a PNG file", got }, { cause });
    });
  return `data:image/jpeg;base64,${jpeg.toString("base64")}`;
}
