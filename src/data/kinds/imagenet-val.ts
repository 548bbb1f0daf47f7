import { hasFlatValidation, listImageNetValidation } from "../published/imagenet-validation.ts";
import { type DatasetKind, ofImageFiles } from "./kind.ts";

/** See `listImageNetValidation`. */
export const imagenetVal = {
  id: "imagenet-val",
  usage: "imagenet-val:PATH",
  title: "ImageNet's validation images in one folder, with val.txt, LOC_val_solution.csv or a list of WordNet ids",
  shuffled: true,
  recognise: hasFlatValidation,
  ...ofImageFiles({ splits: async () => ["test"], list: (path, split) => listImageNetValidation(path, split) }),
} as const satisfies DatasetKind;
