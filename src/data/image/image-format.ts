import { ImageProblem } from "./image-problem.ts";

/** Formats that are read: how they are called, what their files begin with and how the files are named. */
const FORMATS = {
  png: { title: "PNG", signature: /^\x89PNG\r\n/, endings: ["png"] },
  jpeg: { title: "JPEG", signature: /^\xff\xd8\xff/, endings: ["jpg", "jpeg"] },
  webp: { title: "WebP", signature: /^RIFF....WEBP/s, endings: ["webp"] },
  avif: { title: "AVIF", signature: /^....ftypavi[fs]/s, endings: ["avif"] },
  bmp: { title: "BMP", signature: /^BM/, endings: ["bmp"] },
  tiff: { title: "TIFF", signature: /^(II\*\0|MM\0\*)/, endings: ["tif", "tiff"] },
  gif: { title: "GIF", signature: /^GIF8[79]a/, endings: ["gif"] },
  netpbm: { title: "PPM, PGM", signature: /^P[2356]\s/, endings: ["ppm", "pgm"] },
} as const;

export type ImageFormat = keyof typeof FORMATS;

/** Longest signature, in bytes. */
const SIGNATURE_BYTES = 12;

/** What is often found under an image's name and not read: telephones write the first, web pages hold the others. */
const OTHERS = [
  { title: "HEIC", signature: /^....ftyp/s },
  { title: "HTML or SVG", signature: /^\s*</ },
  { title: "an empty file", signature: /^$/ },
];

const TITLES = Object.values(FORMATS).flatMap(({ title }) => title.split(", "));

/** The formats in words: for help texts and errors. */
export const IMAGE_FORMATS = `${TITLES.slice(0, -1).join(", ")} or ${TITLES.at(-1)}`;

/** Whether a file is named as an image: by the endings of torchvision's ImageFolder, and `.gif`. */
export function isNamedAsImage(name: string): boolean {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1].toLowerCase();
  return Object.values(FORMATS).some(({ endings }) => endings.some((known) => known === ending));
}

/**
 * The format that a file's first bytes say, whatever its name says.
 *
 * @throws ImageProblem where it is none of those that are read
 */
export function imageFormat(bytes: Buffer): ImageFormat {
  const start = bytes.toString("latin1", 0, SIGNATURE_BYTES);
  for (const [format, { signature }] of Object.entries(FORMATS)) {
    if (signature.test(start)) return format as ImageFormat;
  }
  const other = OTHERS.find(({ signature }) => signature.test(start));
  throw new ImageProblem(`a ${IMAGE_FORMATS} image`, other?.title ?? "a file that is none");
}

/** What a format is called. */
export function titleOf(format: ImageFormat): string {
  return FORMATS[format].title;
}
