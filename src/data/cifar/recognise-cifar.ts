import { firstTarMember, type Place } from "../kinds/place.ts";
import type { CifarLayout } from "./cifar-layout.ts";

/** Whether a place is a CIFAR set's folder, the folder around it, or its archive. */
export async function recogniseCifar(
  layout: CifarLayout,
  { isFolder, names, start, namesIn }: Place,
): Promise<boolean> {
  const { python } = layout;
  const folders = [layout.folder, python.folder];
  if (!isFolder) {
    const [folder] = firstTarMember(start)?.replace(/^\.\//, "").split("/") ?? [];
    return folders.includes(folder);
  }
  if ([...folders, layout.archive, python.archive].some((name) => names.includes(name))) return true;
  const files = [layout.files.train, layout.files.test, python.files.train, python.files.test];
  const lists = [layout.classes.file, layout.superclasses.file, python.meta.file].filter((name) => name !== undefined);
  const isOwn = (name: string) => [...files.flat(), ...lists].includes(name);
  // "train" and "test" alone are the folders of many sets.
  const telling = names.some((name) => lists.includes(name) || name.endsWith(".bin"));
  const split = files.find((each) => each.every((name) => names.includes(name)));
  if (split === undefined || !(telling || names.every(isOwn))) return false;
  // Folders "train" and "test" hold the splits of another kind of set.
  const inside = await Promise.all(split.map(namesIn));
  return inside.every((list) => list.length === 0);
}
