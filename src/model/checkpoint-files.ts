import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { InputError } from "../core/error.ts";

/** The three files of a checkpoint folder. */
export const CARD_FILE = "card.json";
export const MODEL_FILE = "model.json";
export const WEIGHTS_FILE = "weights.bin";

/** Name of the checkpoint's folder inside a training run's. */
export const RUN_CHECKPOINT = "checkpoint";

/** Largest JSON file of a checkpoint: a 101-layer network's topology takes 0.2 MB. */
const LARGEST_JSON = 16 * 2 ** 20;

/** Reads a whole regular file of at most (or exactly) so many bytes; a device or a pipe is refused, not waited for. */
export async function readBounded(path: string, size: { most: number } | { exactly: number }): Promise<Buffer> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(path, { expected: "a readable file", got: cause.code ?? "none" }, { cause });
  });
  if (!found.isFile()) throw new InputError(path, { expected: "a regular file", got: "something else" });
  if ("exactly" in size && found.size !== size.exactly) {
    throw new InputError(path, {
      expected: `${size.exactly} bytes`,
      got: `${found.size}`,
      remedy: "The file is cut short or belongs to another checkpoint.",
    });
  }
  if ("most" in size && found.size > size.most) {
    throw new InputError(path, { expected: `at most ${size.most} bytes`, got: `${found.size}` });
  }
  return readFile(path);
}

/** Reads a JSON file and checks it against a schema. */
export async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const text = (await readBounded(path, { most: LARGEST_JSON })).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(path, { expected: "JSON", got: (cause as Error).message }, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path: at, message } = parsed.error.issues[0];
  throw new InputError(path, {
    expected: `the ${basename(path)} of a checkpoint`,
    got: `${at.length === 0 ? "" : `${at.join(".")}: `}${message}`,
  });
}

/** The part of TensorFlow.js' `model.json` that says where the weights lie. */
export const modelFileSchema = z.object({
  format: z.literal("layers-model").optional(),
  modelTopology: z.object({ config: z.record(z.string(), z.unknown()) }),
  weightsManifest: z
    .array(
      z.object({
        // Plain names only: a path from a file is never followed out of its folder.
        paths: z
          .array(z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/, "expected a plain file name"))
          .min(1)
          .max(10_000),
        weights: z.array(
          z.object({
            name: z.string(),
            shape: z.array(z.int().min(0)).max(8),
            dtype: z.literal("float32", { error: "expected float32 weights" }),
            quantization: z.undefined({ error: "expected weights that are not quantised" }).optional(),
          }),
        ),
      }),
    )
    .length(1, "expected one group of weights"),
});
