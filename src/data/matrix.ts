import { extname } from "node:path";
import { InputError } from "../core/error.ts";
import { type NpyArray, readNpy } from "./npy.ts";
import { readNpz } from "./npz.ts";
import type { Matrix } from "./table.ts";
import { readJsonLines, readSeparated } from "./text-table.ts";

/** File name endings that `readMatrix` reads. */
const MATRIX_EXTENSIONS = [".npy", ".npz", ".csv", ".tsv", ".txt", ".jsonl", ".ndjson"] as const;

/** What arrays of an archive are called besides the key. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  logits: ["logit", "outputs", "output", "scores"],
  probabilities: ["probs", "prob", "probability", "softmax", "scores"],
  label: ["labels", "targets", "target", "y", "y_true", "y_test", "gt"],
  superclass: ["superclasses"],
};

/**
 * Reads a table of numbers that another program saved.
 *
 * - `.npy`: one or two dimensions; one dimension is a column.
 * - `.npz`: its array called `key` or a synonym, or the only one of the right number of dimensions.
 * - `.csv`, `.tsv`, `.txt`: a row a line, separated by commas, semicolons, tabs or spaces; a first line that is not
 *   numbers is a heading; a column that counts the rows is left out.
 * - `.jsonl`, `.ndjson`: a row a line: a number, an array of numbers, or an object with such a value under `key`.
 *
 * @param key what the rows are called inside JSON objects and archives: `logits`, `label`
 * @throws InputError naming the file and the first line that does not fit
 */
export async function readMatrix(path: string, key: string): Promise<Matrix> {
  const extension = extname(path).toLowerCase();
  if (extension === ".npy") return ofArray(await readNpy(path), path);
  if (extension === ".npz") {
    const wide = key === "logits" || key === "probabilities";
    const fits = (shape: readonly number[]) => (wide ? shape.length === 2 : shape.length === 1);
    return ofArray(await readNpz(path, [key, ...(SYNONYMS[key] ?? [])], fits), path);
  }
  if (extension === ".jsonl" || extension === ".ndjson") return readJsonLines(path, key);
  if (extension === ".csv" || extension === ".tsv" || extension === ".txt") return readSeparated(path);
  throw new InputError(path, {
    expected: `a file ending in ${MATRIX_EXTENSIONS.join(", ")}`,
    got: extension === "" ? "no ending" : extension,
    remedy: extension.startsWith(".pt")
      ? "Save it with numpy.save(path, tensor.cpu().numpy())."
      : "Rename or convert it.",
  });
}

function ofArray({ shape, data }: NpyArray, path: string): Matrix {
  if (shape.length === 0 || shape.length > 2) {
    throw new InputError(path, { expected: "one or two dimensions", got: `shape (${shape.join(", ")})` });
  }
  return { rows: shape[0], columns: shape[1] ?? 1, values: Float64Array.from(data), text: false, notes: [] };
}
