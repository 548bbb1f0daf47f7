import { basename, dirname, join, posix } from "node:path";
import { z } from "zod";
import { elementCount } from "../../core/element-count.ts";
import { InputError } from "../../core/error.ts";
import { readBounded } from "../../core/regular-file.ts";
import { checkedElementCount } from "../shared/weights.ts";

const LARGEST_WEIGHTS = 2 ** 31 - 1;

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.number()),
  dtype: z.enum(["float32", "int32", "bool", "float16"]),
  quantization: z
    .object({ dtype: z.enum(["uint8", "uint16", "float16"]), scale: z.number().optional(), min: z.number().optional() })
    .optional(),
});

/** Which weights lie in which files, in order. */
export const manifestSchema = z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) }));

export type WeightManifest = z.infer<typeof manifestSchema>;
export type WeightEntry = z.infer<typeof weightSchema>;

/**
 * The bytes of each group of weights, read from the files beside `model.json`.
 *
 * @throws InputError where a file is missing or elsewhere, or its size is not what the weights need
 */
export async function readWeightFiles(manifest: WeightManifest, path: string): Promise<readonly Buffer[]> {
  const groups: Buffer[] = [];
  let total = 0;
  for (const { paths, weights } of manifest) {
    const parts: Buffer[] = [];
    for (const name of paths) {
      const part = await readBeside(path, name, LARGEST_WEIGHTS - total);
      parts.push(part);
      total += part.length;
    }
    const group = Buffer.concat(parts);
    checkSize(group, weights, path);
    groups.push(group);
  }
  return groups;
}

async function readBeside(path: string, name: string, most: number): Promise<Buffer> {
  // Some converters write ./ in front of each.
  const plain = posix.normalize(name);
  if (name === "" || plain !== posix.basename(plain) || plain.includes("\\") || plain.startsWith("..")) {
    throw new InputError(`${path}, weights "${name.slice(0, 100)}"`, {
      expected: `a file beside ${basename(path)}`,
      got: "a path that leads elsewhere",
      remedy: `Put the weights' files into the folder of ${basename(path)}, and their plain names into its weightsManifest.`,
    });
  }
  return readBounded(join(dirname(path), plain), { most });
}

function checkSize(data: Buffer, entries: readonly WeightEntry[], path: string): void {
  const needed = entries.reduce((sum, entry) => {
    checkedElementCount(entry.shape, `${path}, weight ${entry.name}`);
    return sum + storedSize(entry);
  }, 0);
  if (needed !== data.length) {
    throw new InputError(`${path}, weights`, { expected: `${needed} bytes`, got: `${data.length}` });
  }
}

/** Bytes that a weight takes in its file. */
export function storedSize({ shape, dtype, quantization }: WeightEntry): number {
  return elementCount(shape) * BYTES[quantization?.dtype ?? dtype];
}

const BYTES = { float32: 4, int32: 4, bool: 1, float16: 2, uint8: 1, uint16: 2 } as const;
