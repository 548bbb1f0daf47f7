import { runInNewContext } from "node:vm";
import { type Dataset, type Group, File as H5File, ready } from "h5wasm";
import { elementCount } from "../../core/element-count.ts";
import { InputError } from "../../core/error.ts";
import type { KerasVariable } from "./keras-weights.ts";

/** Unpacked weights are hardly larger than the file; a claim of far more is a bomb. */
const MAX_EXPANSION = 100;
const ALWAYS_ALLOWED_ELEMENTS = 4 * 2 ** 20;

/** Processor time to read a file in, milliseconds: damaged ones can send the library round in circles. */
const MIN_PROCESSOR_TIME = 2_000;
const BYTES_PER_MILLISECOND = 10_000;
/** A busy machine may take so many times longer. */
const MOST_PATIENCE = 32;

/** What is read of an HDF5 file: groups, text attributes and float arrays. */
export interface Hdf5 {
  attribute(path: string, name: string): unknown;
  /** Names inside a group; none where there is no such group. */
  children(path: string): readonly string[];
  array(path: string): KerasVariable;
}

/**
 * The library, without a voice of its own: it describes each fault of a file on its standard error, which is a device of
 * its own file system. The first free number is the one that was closed.
 */
const library = ready.then(({ FS }) => {
  const [, , standardError] = (FS as unknown as { streams: Parameters<typeof FS.close>[0][] }).streams;
  FS.close(standardError);
  FS.open("/dev/null", "w");
  return FS;
});

/**
 * Opens an HDF5 file in memory and hands it to `use`. The library runs as WebAssembly on a file system of its own, so
 * links in the file lead nowhere.
 *
 * @throws InputError on whatever the library cannot read
 */
export async function withHdf5<T>(content: Buffer, subject: string, use: (file: Hdf5) => T): Promise<T> {
  const FS = await library;
  const name = "model.h5";
  FS.writeFile(name, content);
  let file: H5File | undefined;
  try {
    const read = (): T => {
      file = new H5File(name, "r");
      return use(readable(file, content.length, subject));
    };
    return withinProcessorTime(MIN_PROCESSOR_TIME + Math.ceil(content.length / BYTES_PER_MILLISECOND), read);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const got = isTimeout(error) ? "one that is not read to its end in reasonable time" : messageOf(error);
    throw damaged(subject, "a whole HDF5 file", got);
  } finally {
    close(file);
    FS.unlink(name);
  }
}

/**
 * Calls a function that may not end. What can be limited is time on the clock, which on a busy machine says little: the
 * call is tried again with more of it, unless it had the processor for half of the time that it was given.
 */
function withinProcessorTime<T>(milliseconds: number, call: () => T): T {
  for (let timeout = milliseconds; ; timeout *= 2) {
    const before = process.cpuUsage();
    try {
      // The script is only there for its time limit, which stops whatever it calls.
      return runInNewContext("call()", { call }, { timeout }) as T;
    } catch (error) {
      const { user, system } = process.cpuUsage(before);
      const used = (user + system) / 1000;
      if (!isTimeout(error) || used >= milliseconds / 2 || timeout >= MOST_PATIENCE * milliseconds) throw error;
    }
  }
}

const isTimeout = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A damaged file may refuse to be closed too; there is nothing to lose, it was opened for reading. */
function close(file: H5File | undefined): void {
  try {
    file?.close();
  } catch {
    // Left open in the library's own memory.
  }
}

function readable(file: H5File, bytes: number, subject: string): Hdf5 {
  let left = Math.max(ALWAYS_ALLOWED_ELEMENTS, (bytes * MAX_EXPANSION) / 4);
  return {
    attribute: (path, name) => (file.get(path) as Group | null)?.attrs[name]?.value,
    children: (path) => {
      const group = file.get(path) as Group | null;
      return group?.type === "Group" ? group.keys() : [];
    },
    array: (path) => {
      const dataset = file.get(path) as Dataset | null;
      if (dataset?.type !== "Dataset" || !dataset.shape) throw damaged(subject, `an array ${path}`, "none");
      const count = elementCount(dataset.shape);
      left -= count;
      if (!(left >= 0)) throw damaged(subject, `at most ${MAX_EXPANSION} times the file's size of weights`, "more");
      const { value } = dataset;
      const single = typeof value === "number" || typeof value === "bigint";
      if (!ArrayBuffer.isView(value) && !single) throw damaged(subject, `numbers in ${path}`, "others");
      const values =
        value instanceof Float32Array
          ? value
          : Float32Array.from(single ? [value] : (value as unknown as ArrayLike<number>), Number);
      if (values.length !== count) throw damaged(subject, `${count} numbers in ${path}`, `${values.length}`);
      return { shape: [...dataset.shape], values };
    },
  };
}

function damaged(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "The file is damaged, or of a kind Keras does not write." });
}
