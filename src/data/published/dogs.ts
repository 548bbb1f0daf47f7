import { join } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { boundedTo } from "../bounded-paths.ts";
import { inClassOrder } from "../folder/class-order.ts";
import type { LabelledImages } from "../folder/image-records.ts";
import { lookAt } from "../kinds/place.ts";
import { imagesWithLabels } from "../labelled-list.ts";
import { textList } from "./text-list.ts";

/** What makes text of the official lists, which are MATLAB's files. */
const CONVERT = (folder: string) =>
  `In ${folder}: python -c "import scipy.io as s; [open(n + '_list.txt', 'w').write('\\n'.join(f[0][0] for f in s.loadmat(n + '_list.mat')['file_list'])) for n in ('train', 'test')]"`;

/**
 * One split of Stanford Dogs (Khosla et al. 2011): folders of classes below `Images`, called `n02085620-Chihuahua`, and
 * `train_list.txt`, `test_list.txt` with a path below `Images` a line.
 *
 * @throws InputError where the lists are MATLAB's, with the line that makes text of them, and on paths that lead out
 */
export async function listDogs(path: string, split: StoredSplit): Promise<LabelledImages> {
  const { names, namesIn } = await lookAt(path);
  const list = `${split}_list.txt`;
  const folder = names.includes(list) ? path : join(path, "lists");
  if (folder !== path && !(await namesIn("lists")).includes(list)) {
    const matlab = names.includes(`${split}_list.mat`) ? path : folder;
    throw new InputError(path, {
      expected: `${list}, a path below Images a line`,
      got: names.includes(`${split}_list.mat`) ? `${split}_list.mat, a file of MATLAB, which is not read` : "none",
      remedy: CONVERT(matlab),
    });
  }
  const bounded = await boundedTo(join(path, "Images"));
  const images: { readonly name: string; readonly label: string; readonly source: string }[] = [];
  for (const { columns, subject } of await textList(join(folder, list), 1)) {
    const [name] = columns;
    const label = name.split("/")[0];
    images.push({ name: `Images/${name}`, label, source: await bounded(name, subject) });
  }
  const classes = inClassOrder((await namesIn("Images")).filter((name) => /^n\d{8}-/.test(name)));
  return imagesWithLabels({ name: "stanford-dogs", subject: path, images, names: classes, notes: [] });
}
