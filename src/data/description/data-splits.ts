import type { ExampleId, StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { CHANNELS, type Image } from "../../core/image.ts";
import { inOrder } from "../../core/in-order.ts";
import type { ImageTraits } from "../image/decode-image.ts";
import { createImageReader } from "../image/image-reader.ts";
import { DEFAULT_READING } from "../image/image-reading.ts";
import type { DatasetKind, ImageFiles } from "../kinds/kind.ts";
import { readAhead } from "../read-ahead.ts";
import type { Records } from "../records.ts";

/** One image of a split, or why there is none. */
export interface Example {
  readonly id: ExampleId;
  readonly label: number;
  readonly image?: Image & Partial<ImageTraits>;
  readonly problem?: string;
}

/** A split of a data set as it lies on disk: every image in its own size. */
export interface DataSplit {
  /** `all` where a folder has no splits. */
  readonly split: StoredSplit | "all";
  readonly name: string;
  readonly classes: readonly string[];
  readonly count: number;
  readonly notes: readonly string[];
  examples(): AsyncIterable<Example>;
}

/** The splits that a data set has. */
export async function dataSplits(kind: DatasetKind, path: string): Promise<readonly DataSplit[]> {
  return kind.files === undefined ? recordSplits(kind, path) : fileSplits(kind.files, path);
}

async function fileSplits({ splits: splitsIn, list }: ImageFiles, path: string): Promise<readonly DataSplit[]> {
  const reader = createImageReader(DEFAULT_READING);
  const splits = await splitsIn(path);
  return Promise.all(
    (splits.length === 0 ? (["all"] as const) : splits).map(async (split) => {
      const { name, classes, paths, names, labels, notes } = await list(path, split === "all" ? "test" : split, {});
      async function* examples(): AsyncGenerator<Example> {
        const tasks = paths.map((file, index) => async (): Promise<Example> => {
          const known = { id: { index, name: names[index] }, label: labels[index] };
          try {
            return { ...known, image: await reader.read(file) };
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            return { ...known, problem: error.details.got };
          }
        });
        yield* inOrder(tasks, reader.threads);
      }
      return { split, name, classes, notes, count: paths.length, examples };
    }),
  );
}

async function recordSplits({ read }: DatasetKind, path: string): Promise<readonly DataSplit[]> {
  const found: DataSplit[] = [];
  const problems: unknown[] = [];
  for (const split of ["train", "test"] as const) {
    try {
      found.push(recordSplit(split, await read(path, split, {})));
    } catch (error) {
      // One split alone is a data set too.
      problems.push(error);
    }
  }
  if (found.length === 0) throw problems[0];
  const said = problems.map((problem) => `Not read: ${problem instanceof Error ? problem.message : problem}`);
  return found.map((each) => ({ ...each, notes: [...each.notes, ...said] }));
}

/** Records that are looked at in one go. */
const SLICE = 512;

function recordSplit(split: StoredSplit, records: Records): DataSplit {
  const { name, classes, count, height, width, labels } = records;
  const size = height * width * CHANNELS;
  function* slices() {
    for (let start = 0; start < count; start += SLICE) {
      yield Int32Array.from({ length: Math.min(SLICE, count - start) }, (_, i) => start + i);
    }
  }
  async function* examples(): AsyncGenerator<Example> {
    for await (const { indices, pixels } of readAhead(records, slices())) {
      for (const [i, index] of indices.entries()) {
        const image = { pixels: pixels.subarray(i * size, (i + 1) * size), height, width };
        yield { id: records.exampleId(index), label: labels[index], image };
      }
    }
  }
  return { split, name, classes, count, notes: records.notes?.() ?? [], examples };
}
