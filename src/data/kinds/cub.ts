import { CUB_FOLDER, listCub } from "../published/cub.ts";
import { type DatasetKind, ofImageFiles } from "./kind.ts";

/** See `listCub`. */
export const cub = {
  id: "cub",
  usage: "cub:PATH",
  title: "CUB-200-2011: the folder of images.txt, image_class_labels.txt, train_test_split.txt and images/",
  shuffled: false,
  recognise: ({ names }) =>
    names.includes(CUB_FOLDER) || (names.includes("images.txt") && names.includes("train_test_split.txt")),
  ...ofImageFiles({ splits: async () => ["train", "test"], list: (path, split) => listCub(path, split) }),
} as const satisfies DatasetKind;
