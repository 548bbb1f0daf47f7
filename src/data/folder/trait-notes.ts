import { counted } from "../../core/counted.ts";
import type { ImageTraits } from "../image/decode-image.ts";
import type { ImageReading } from "../image/image-reading.ts";

/**
 * How images were read that some programs read and others do not, a sentence for each kind that the images have; none
 * where they have none.
 */
export function traitNotes(images: readonly ImageTraits[], { exif, alphaChannel }: ImageReading): readonly string[] {
  const [turned, transparent, deep] = (["turned", "transparent", "deep"] as const).map(
    (trait) => images.filter((image) => image[trait]).length,
  );
  const notes: string[] = [];
  if (turned > 0) {
    const how =
      exif === "ignore"
        ? "read as they lie, as PyTorch reads them (`exif` apply turns them upright)"
        : "turned upright (PyTorch reads them as they lie: `exif` ignore)";
    notes.push(`${counted(turned, "image")} taken turned or mirrored (EXIF): ${how}.`);
  }
  if (transparent > 0) {
    const how =
      alphaChannel === "drop"
        ? "opacity is left out, as PyTorch does (`alphaChannel` white puts them on white)"
        : "put on white (PyTorch leaves opacity out: `alphaChannel` drop)";
    notes.push(`${counted(transparent, "image")} transparent in places: ${how}.`);
  }
  if (deep > 0) notes.push(`${counted(deep, "image")} with more than 8 bits per channel: the upper 8 are read.`);
  return notes;
}
