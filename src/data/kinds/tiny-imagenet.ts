import { listTinyImageNet, TINY_IMAGENET_FOLDER } from "../published/tiny-imagenet.ts";
import { type DatasetKind, ofImageFiles } from "./kind.ts";

/** See `listTinyImageNet`. */
export const tinyImageNet = {
  id: "tiny-imagenet",
  usage: "tiny-imagenet:PATH",
  title: "Tiny-ImageNet: the folder of wnids.txt, train/ and val/val_annotations.txt",
  shuffled: false,
  async recognise({ names, namesIn }) {
    if (names.includes(TINY_IMAGENET_FOLDER)) return true;
    return names.includes("wnids.txt") && (await namesIn("val")).includes("val_annotations.txt");
  },
  ...ofImageFiles({ splits: async () => ["train", "test"], list: (path, split) => listTinyImageNet(path, split) }),
} as const satisfies DatasetKind;
