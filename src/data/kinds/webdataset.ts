import { splitFiles } from "../shards/split-files.ts";
import { listWebDataset } from "../shards/web-dataset.ts";
import { type DatasetKind, ofImageFiles } from "./kind.ts";
import { firstTarMember } from "./place.ts";

/** See `listWebDataset`. */
export const webdataset = {
  id: "webdataset",
  usage: "webdataset:PATH",
  title: "a WebDataset: a folder of .tar shards, or one of them, with .jpg (.png, .webp) and .cls (or .json) files",
  shuffled: false,
  async recognise({ path, isFolder, names, start, namesIn }) {
    if (!isFolder) return /\.tar$/i.test(path) && firstTarMember(start) !== undefined;
    const inside = await Promise.all(["train", "test", "val"].map(namesIn));
    return [names, ...inside].some((list) => list.some((name) => name.endsWith(".tar")));
  },
  ...ofImageFiles({
    splits: async (path) => (await splitFiles(path, ".tar")).splits,
    list: (path, split) => listWebDataset(path, split),
  }),
} as const satisfies DatasetKind;
