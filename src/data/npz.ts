import { InputError } from "../core/error.ts";
import { readBounded } from "../core/regular-file.ts";
import { openZip, type ZipArchive } from "../core/zip-archive.ts";
import { decodeNpy, type NpyArray } from "./npy.ts";

/** Largest archive, and array in one, bytes. */
const MAX_BYTES = 2 ** 31;

/** A NumPy archive (.npz) in memory; arrays are unpacked when they are read. */
export interface NpzFile {
  readonly names: readonly string[];
  read(name: string): NpyArray;
}

/** @throws InputError where it is no archive, or too large */
export async function openNpz(path: string): Promise<NpzFile> {
  const archive = await openZip(await readBounded(path, { most: MAX_BYTES }), path);
  return {
    names: archive.names.filter((name) => name.endsWith(".npy")).map((name) => name.slice(0, -".npy".length)),
    read: (name) => arrayOf(archive, name, path),
  };
}

/**
 * Reads one array of a NumPy archive (.npz).
 *
 * @param names what the array may be called, likeliest first, or a rule for its shape where it has none of these names
 * @throws InputError naming the arrays that are there, where none or several could be meant
 */
export async function readNpz(
  path: string,
  names: readonly string[],
  fits: (shape: readonly number[]) => boolean,
): Promise<NpyArray> {
  const { names: arrays, read } = await openNpz(path);
  const named = names.find((name) => arrays.includes(name));
  if (named !== undefined) return read(named);
  const fitting = arrays.filter((name) => fits(read(name).shape));
  if (fitting.length === 1) return read(fitting[0]);
  throw new InputError(path, {
    expected: `an array called ${names[0]}`,
    got: arrays.length === 0 ? "no array" : `arrays called ${arrays.slice(0, 8).join(", ")}`,
    remedy: `Save it with numpy.savez(path, ${names[0]}=...).`,
  });
}

function arrayOf(archive: ZipArchive, name: string, path: string): NpyArray {
  const entry = `${name}.npy`;
  const size = archive.size(entry) ?? 0;
  if (size > MAX_BYTES) {
    throw new InputError(`${path}, ${name}`, { expected: `at most ${MAX_BYTES} bytes`, got: `${size}` });
  }
  return decodeNpy(archive.read(entry), `${path}, ${name}`);
}
