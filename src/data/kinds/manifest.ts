import { listManifest, manifestSplits } from "../manifest/list-manifest.ts";
import { type DatasetKind, ofImageFiles } from "./kind.ts";

/** See `listManifest`. */
export const manifest = {
  id: "manifest",
  usage: "manifest:FILE",
  title: "a list of image files, path,label[,split] as CSV or JSON lines; paths stay in its folder",
  shuffled: false,
  recognise: ({ path, isFolder }) => !isFolder && /\.(csv|tsv|jsonl|ndjson)$/i.test(path),
  ...ofImageFiles({
    splits: manifestSplits,
    list: (path, split, { classOrder }) => listManifest(path, split, classOrder),
  }),
} as const satisfies DatasetKind;
