import { join } from "node:path";
import { unzipSync } from "fflate";
import { type Condition, conditionKey } from "../core/condition.ts";
import { sha256 } from "../core/files.ts";
import { readBoundedIfPresent } from "../core/regular-file.ts";
import { decodeNpy } from "../data/npy.ts";
import type { ExampleAnswers } from "../result/example-answers.ts";
import type { Explanation } from "../result/explain-result.ts";
import type { Result } from "../result/safety-result.ts";

/** Bytes of an array beyond its elements: a .npy header. */
const HEADER = 1024;

/**
 * What a finished run stored of the examples of an explanation: the class that each checkpoint predicts under each
 * condition. A checkpoint of the explanation that the result is not of has no answers.
 *
 * @param folder the folder of the result
 * @returns undefined where the per-example files are not there, or are not those that the result speaks of
 */
export async function storedAnswers(
  folder: string,
  { checkpoints, data }: Result,
  explanation: Pick<Explanation, "checkpoints" | "examples">,
): Promise<ExampleAnswers | undefined> {
  const conditions = distinct(
    checkpoints.flatMap(({ measurements }) => measurements.map(({ condition }) => condition)),
  );
  const columns: (readonly (readonly (number | null)[])[])[] = [];
  for (const explained of explanation.checkpoints) {
    const measured = checkpoints.find(({ name, sha256: hash }) => name === explained.name && hash === explained.sha256);
    if (measured === undefined) {
      columns.push(explanation.examples.map(() => conditions.map(() => null)));
      continue;
    }
    const { examples } = measured;
    const bytes = await readBoundedIfPresent(join(folder, examples.path), { most: examples.bytes });
    if (bytes === undefined || sha256(bytes) !== examples.sha256) return undefined;
    const arrays = unzipSync(bytes, {
      filter: ({ name, originalSize }) =>
        (name === "index.npy" || name.endsWith("/predicted.npy")) && originalSize <= data.count * 4 + HEADER,
    });
    const own = arrays["index.npy"];
    if (own === undefined) return undefined;
    const rowOf = new Map(Array.from(decodeNpy(own).data as Int32Array, (index, row) => [index, row]));
    const rows = explanation.examples.map(({ index }) => rowOf.get(index) ?? -1);
    const predicted = conditions.map((condition) => {
      const found = arrays[`${conditionKey(condition)}/predicted.npy`];
      return found === undefined ? undefined : (decodeNpy(found).data as Int32Array);
    });
    columns.push(rows.map((row) => predicted.map((values) => values?.[row] ?? null)));
  }
  return { conditions, predicted: explanation.examples.map((_, example) => columns.map((of) => of[example])) };
}

function distinct(conditions: readonly Condition[]): readonly Condition[] {
  return [...new Map(conditions.map((condition) => [conditionKey(condition), condition])).values()];
}
