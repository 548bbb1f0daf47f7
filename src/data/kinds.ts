import type { StoredSplit } from "../core/dataset.ts";
import { readIdxSet } from "./arrays/idx-set.ts";
import { readNpzSet } from "./arrays/npz-set.ts";
import { readCifar } from "./cifar.ts";
import { CIFAR_10 } from "./cifar10.ts";
import { CIFAR_100 } from "./cifar100.ts";
import { readEmoji } from "./emoji.ts";
import type { FolderOptions } from "./folder/image-records.ts";
import { readFolder } from "./folder/read-folder.ts";
import { IMAGE_FORMATS } from "./image/image-format.ts";
import type { Records } from "./records.ts";

/** A kind of data set that the command line can open by name. */
export interface DatasetKind {
  readonly id: string;
  /** How it is written on the command line. */
  readonly usage: string;
  readonly title: string;
  readonly needsPath: boolean;
  /** Whether its records come in no order of class, so that the first n of them are a fair sample. */
  readonly shuffled: boolean;
  read(path: string, split: StoredSplit, options: FolderOptions): Promise<Records>;
}

/** Every kind of data set. Help texts and errors come from this list. */
export const DATASET_KINDS = [
  {
    id: "emoji",
    usage: "emoji",
    title: "the embedded set: drawings of emoji, classes by Unicode's sub-groups",
    needsPath: false,
    shuffled: false,
    read: (_path, split) => readEmoji(split),
  },
  {
    id: "cifar10",
    usage: "cifar10:PATH",
    title: "CIFAR-10, binary version: its folder or the official .tar.gz",
    needsPath: true,
    shuffled: true,
    read: (path, split) => readCifar(CIFAR_10, path, split),
  },
  {
    id: "cifar100",
    usage: "cifar100:PATH",
    title: "CIFAR-100, binary version: its folder or the official .tar.gz",
    needsPath: true,
    shuffled: true,
    read: (path, split) => readCifar(CIFAR_100, path, split),
  },
  {
    id: "idx",
    usage: "idx:PATH",
    title: "MNIST and its relatives: the folder of the IDX files, packed with gzip or not",
    needsPath: true,
    shuffled: false,
    read: (path, split) => readIdxSet(path, split),
  },
  {
    id: "npz",
    usage: "npz:PATH",
    title: "a NumPy archive with x_train, y_train, x_test, y_test, or train_images, train_labels, ... as MedMNIST has",
    needsPath: true,
    shuffled: false,
    read: (path, split) => readNpzSet(path, split),
  },
  {
    id: "folder",
    usage: "folder:PATH",
    title: `images in one sub-folder per class (${IMAGE_FORMATS}), in train/ and test/ if they are there`,
    needsPath: true,
    shuffled: false,
    read: readFolder,
  },
] as const satisfies readonly DatasetKind[];
