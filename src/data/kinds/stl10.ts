import { readStl10, STL10_FOLDER } from "../arrays/stl10.ts";
import type { DatasetKind } from "./kind.ts";

/** See `readStl10`. */
export const stl10 = {
  id: "stl10",
  usage: "stl10:PATH",
  title: "STL-10, binary version: the folder stl10_binary, unpacked",
  shuffled: true,
  recognise: ({ names }) =>
    names.includes(STL10_FOLDER) || names.includes("train_X.bin") || names.includes("test_X.bin"),
  read: (path, split) => readStl10(path, split),
} as const satisfies DatasetKind;
