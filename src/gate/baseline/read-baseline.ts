import { InputError } from "../../core/error.ts";
import { checkedJson, parseJson } from "../../core/json.ts";
import { readBounded } from "../../core/regular-file.ts";
import { openZip, type ZipArchive } from "../../core/zip-archive.ts";
import { decodeNpy } from "../../data/npy.ts";
import { baselineSchema } from "../../result/baseline.ts";
import type { Side } from "../side.ts";
import { arrayName } from "./pack-baseline.ts";

/** Largest baseline file, and largest number of examples in it: far above what one is for. */
const MOST_BYTES = 2 ** 28;
const MOST_EXAMPLES = 10_000_000;
const MOST_HEAD_BYTES = 2 ** 24;
/** Bytes of one number at most, and of a .npy file's head. */
const WIDEST = 8;
const HEAD = 4096;

const REMEDY = "Save it again with `ipswap-eval baseline save`.";

/**
 * A baseline file as a side of the comparison. Files come from other people's branches: what it claims is bounded before
 * room is made for it.
 *
 * @throws InputError on what is no baseline, or does not hold what it says
 */
export async function readBaseline(path: string): Promise<Side> {
  const archive = await openZip(await readBounded(path, { most: MOST_BYTES }), path);
  const text = readEntry(archive, "baseline.json", MOST_HEAD_BYTES, path).toString("utf8");
  const subject = `${path}, baseline.json`;
  const expected = { expected: "a baseline (ipswap-eval/baseline/1)", remedy: REMEDY };
  const head = checkedJson(parseJson(text, subject, expected), baselineSchema, subject, expected);
  const { count } = head.data;
  if (count > MOST_EXAMPLES) {
    throw new InputError(subject, { expected: `at most ${MOST_EXAMPLES} examples`, got: `${count}` });
  }
  const read = (name: string, length: number) => readNumbers(archive, name, length, path);
  const labels = Int32Array.from(read("label.npy", count));
  const classes = head.data.classes.length;
  const stray = labels.findIndex((label) => label < 0 || label >= classes);
  if (stray !== -1) {
    throw new InputError(`${path}, label.npy, row ${stray}`, {
      expected: `a label in 0...${classes - 1}`,
      got: `${labels[stray]}`,
      remedy: REMEDY,
    });
  }
  const tooMany = head.conditions.find((condition) => condition.count > count);
  if (tooMany !== undefined) {
    throw new InputError(subject, { expected: `at most ${count} examples`, got: `${tooMany.count}`, remedy: REMEDY });
  }
  return {
    ...head,
    source: path,
    index: Int32Array.from(read("index.npy", count)),
    labels,
    doubts: [],
    column(condition, column) {
      const key = arrayName(condition, column);
      const measured = head.conditions.find((each) => arrayName(each.condition, column) === key);
      return Float64Array.from(read(key, measured?.count ?? 0));
    },
  };
}

function readNumbers(archive: ZipArchive, name: string, length: number, path: string): ArrayLike<number> {
  const bytes = readEntry(archive, name, length * WIDEST + HEAD, path);
  const { shape, data } = decodeNpy(bytes, `${path}, ${name}`);
  if (shape.length !== 1 || shape[0] !== length) {
    throw new InputError(`${path}, ${name}`, {
      expected: `shape (${length})`,
      got: `(${shape.join(", ")})`,
      remedy: REMEDY,
    });
  }
  return data as ArrayLike<number>;
}

function readEntry(archive: ZipArchive, name: string, most: number, path: string): Buffer {
  const size = archive.size(name);
  if (size === undefined || size > most) {
    const got = size === undefined ? "none" : `${size}`;
    const expected = size === undefined ? `an entry ${name}` : `at most ${most} bytes`;
    throw new InputError(`${path}, ${name}`, { expected, got, remedy: REMEDY });
  }
  return archive.read(name);
}
