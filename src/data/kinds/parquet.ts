import { listParquet } from "../parquet/list-parquet.ts";
import { splitFiles } from "../shards/split-files.ts";
import { type DatasetKind, ofImageFiles } from "./kind.ts";

/** See `listParquet`. */
export const parquet = {
  id: "parquet",
  usage: "parquet:PATH",
  title: "Parquet files as Hugging Face's hub has them, a folder (train-*.parquet, test-*.parquet) or one file",
  shuffled: false,
  async recognise({ isFolder, names, start, namesIn }) {
    if (!isFolder) return start.toString("latin1", 0, 4) === "PAR1";
    const inside = await Promise.all(["data", "train", "test", "val"].map(namesIn));
    return [names, ...inside].some((list) => list.some((name) => name.endsWith(".parquet")));
  },
  ...ofImageFiles({
    splits: async (path) => (await splitFiles(path, ".parquet")).splits,
    list: (path, split, { classOrder }) => listParquet(path, split, classOrder),
  }),
} as const satisfies DatasetKind;
