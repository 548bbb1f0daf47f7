import { counted } from "../../core/counted.ts";
import { IMAGE_FORMATS } from "../image/image-format.ts";
import { byCodePoint } from "./class-order.ts";
import type { ImageList } from "./list-images.ts";

/**
 * What a user should know of the files of a data set that were found or left out, a sentence each; none where there is
 * nothing to say.
 *
 * @param loose images beside the class folders
 */
export function folderNotes(lists: readonly ImageList[], loose: number): readonly string[] {
  const total = (count: (list: ImageList) => number) => lists.reduce((sum, list) => sum + count(list), 0);
  const images = total((list) => list.images.length);
  const deeper = total((list) => list.deeper);
  const outside = total((list) => list.outside);
  const hidden = total((list) => list.hidden);
  const circles = lists.flatMap((list) => list.circles);
  const leftOut = new Map<string, number>();
  for (const list of lists) {
    for (const [ending, count] of list.leftOut) leftOut.set(ending, (leftOut.get(ending) ?? 0) + count);
  }
  const notes: string[] = [];
  if (deeper > 0) {
    notes.push(
      `${deeper} of ${counted(images, "image")} in folders inside class folders: each counts for its class folder, as in torchvision's ImageFolder.`,
    );
  }
  if (outside > 0)
    notes.push(`${outside} of ${counted(images, "image")} reached by links that lead out of the folder.`);
  if (leftOut.size > 0) {
    const kinds = [...leftOut]
      .sort(([x, a], [y, b]) => b - a || byCodePoint(x, y))
      .map(([ending, count]) => `${count} ${ending}`);
    notes.push(`Left out, because only ${IMAGE_FORMATS} images are read: ${kinds.join(", ")}.`);
  }
  if (hidden > 0) notes.push(`Left out: ${counted(hidden, "hidden file")} named as images.`);
  if (loose > 0) notes.push(`Left out: ${counted(loose, "image")} beside the class folders, in none of them.`);
  if (circles.length > 0)
    notes.push(`Left out: ${counted(circles.length, "link")} to a folder around it (${circles.sort(byCodePoint)[0]}).`);
  return notes;
}
