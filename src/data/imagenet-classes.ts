import { readFileSync } from "node:fs";
import { packageFile } from "../core/package-file.ts";

/** One of ImageNet's thousand classes. */
export interface ImageNetClass {
  /** WordNet id: `n01440764`. */
  readonly wnid: string;
  /** As torchvision calls it: one name, unlike that of any other. */
  readonly name: string;
  /** All of its words in WordNet, separated by commas; two classes are called "crane". */
  readonly words: string;
}

/** ImageNet's classes in the order of their WordNet ids, which is that of everybody's outputs. */
export function imagenetClasses(): readonly ImageNetClass[] {
  const lines = readFileSync(packageFile("assets/imagenet-classes.tsv"), "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [wnid, name, words] = line.split("\t");
    return { wnid, name, words };
  });
}
