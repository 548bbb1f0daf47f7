import { cifar10 } from "./kinds/cifar10.ts";
import { cifar101 } from "./kinds/cifar10-1.ts";
import { cifar100 } from "./kinds/cifar100.ts";
import { cub } from "./kinds/cub.ts";
import { dogs } from "./kinds/dogs.ts";
import { emoji } from "./kinds/emoji.ts";
import { folder } from "./kinds/folder.ts";
import { idx } from "./kinds/idx.ts";
import { imagenetVal } from "./kinds/imagenet-val.ts";
import type { DatasetKind } from "./kinds/kind.ts";
import { manifest } from "./kinds/manifest.ts";
import { npz } from "./kinds/npz.ts";
import { parquet } from "./kinds/parquet.ts";
import { stl10 } from "./kinds/stl10.ts";
import { tinyImageNet } from "./kinds/tiny-imagenet.ts";
import { webdataset } from "./kinds/webdataset.ts";

/**
 * Every kind of data set. Help texts and errors come from this list; a path without a kind is of the first that
 * recognises it.
 */
export const DATASET_KINDS: readonly DatasetKind[] = [
  emoji,
  cifar10,
  cifar100,
  cifar101,
  stl10,
  idx,
  npz,
  webdataset,
  parquet,
  manifest,
  tinyImageNet,
  cub,
  dogs,
  imagenetVal,
  folder,
];
