import { listFolder, splitsIn } from "../folder/list-folder.ts";
import { IMAGE_FORMATS } from "../image/image-format.ts";
import { type DatasetKind, ofImageFiles } from "./kind.ts";

/** See `listFolder`. */
export const folder = {
  id: "folder",
  usage: "folder:PATH",
  title: `images in one sub-folder per class (${IMAGE_FORMATS}), in train/ and test/ if they are there`,
  shuffled: false,
  // Any folder may be one: what is wrong with it is said when it is read.
  recognise: ({ isFolder }) => isFolder,
  ...ofImageFiles({
    splits: splitsIn,
    list: (path, split, { classOrder }) => listFolder(path, split, classOrder),
  }),
} as const satisfies DatasetKind;
