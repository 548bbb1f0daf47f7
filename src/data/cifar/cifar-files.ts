import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import tar from "tar-stream";
import { InputError } from "../../core/error.ts";
import { openRegular, readBoundedIfPresent, requireSize } from "../../core/regular-file.ts";
import { CIFAR_MAX_RECORDS, type CifarLayout, recordBytes } from "./cifar-layout.ts";

export interface CifarFile {
  /** How errors name it: its path, or the archive's path and its name within. */
  readonly subject: string;
  readonly bytes: Buffer;
}

/** Most bytes of a list of label names; the official lists are under 1,000. */
const MAX_NAMES = 64 * 1024;

/** Most bytes an archive may inflate to; the official archives hold 185 million. */
const MAX_INFLATED = 200 * 1024 * 1024;

/** Most bytes that the python version has for each record beside its pixels: its file's name, its labels. */
const PICKLED_RECORD_BYTES = 100;

/** Bytes read and inflated at once: with Node's 16 KiB an archive takes several times as long. */
const PIECE = 1024 * 1024;

/**
 * The files of a CIFAR set with the given names, those that are there: from its folder, from the folder that holds its
 * folder, or from the official `.tar.gz`. An archive is read as a stream into memory and nothing is written, so names
 * in it can lead nowhere; files and the whole stream are bounded before and while they are read.
 */
export async function cifarFiles(
  path: string,
  layout: CifarLayout,
  names: readonly string[],
): Promise<ReadonlyMap<string, CifarFile>> {
  const status = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === "ENOENT" ? "nothing there" : `an error (${cause.message})`;
    throw new InputError(
      path,
      { expected: `the folder ${layout.folder} or ${layout.python.folder}, or the official .tar.gz`, got },
      { cause },
    );
  });
  return status.isDirectory() ? fromFolder(path, layout, names) : fromArchive(path, layout, names);
}

async function fromFolder(path: string, layout: CifarLayout, names: readonly string[]) {
  const found = new Map<string, CifarFile>();
  for (const folder of [path, join(path, layout.folder), join(path, layout.python.folder)]) {
    for (const name of names) {
      const subject = join(folder, name);
      const bytes = found.has(name)
        ? undefined
        : await readBoundedIfPresent(subject, { most: maximumBytes(name, layout) });
      if (bytes !== undefined) found.set(name, { subject, bytes });
    }
    if (found.size > 0) return found;
  }
  for (const archive of [layout.python.archive, layout.archive]) {
    if (await isThere(join(path, archive))) return fromArchive(join(path, archive), layout, names);
  }
  return found;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function fromArchive(path: string, layout: CifarLayout, names: readonly string[]) {
  const found = new Map<string, CifarFile>();
  const extract = tar.extract();
  extract.on("entry", ({ name: member, type, size = 0 }, content, next) => {
    const name = basename(member);
    const subject = `${path}, ${name}`;
    const wanted = type === "file" && names.includes(name);
    const chunks: Buffer[] = [];
    // The same error comes from the pipeline; without a listener here it would be thrown a second time.
    content.on("error", () => undefined);
    try {
      if (wanted && found.has(name)) {
        throw new InputError(subject, { expected: "one file of that name in the archive", got: "a second one" });
      }
      if (wanted) requireSize(subject, size, { most: maximumBytes(name, layout) });
    } catch (error) {
      extract.destroy(error as InputError);
      return;
    }
    content.on("data", (chunk) => {
      if (wanted) chunks.push(chunk as Buffer);
    });
    content.on("end", () => {
      if (wanted) found.set(name, { subject, bytes: Buffer.concat(chunks) });
      next();
    });
  });
  const { file } = await openRegular(path);
  try {
    await pipeline(
      file.createReadStream({ highWaterMark: PIECE }),
      createGunzip({ chunkSize: PIECE }),
      inflationLimit(path),
      extract,
    );
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const got = cause instanceof Error ? cause.message : `${cause}`;
    const remedy = "Download it again, or give the folder it unpacks to.";
    throw new InputError(path, { expected: "a whole .tar.gz archive", got, remedy }, { cause });
  }
  return found;
}

/** Passes bytes on and stops when there are more than any CIFAR archive holds. */
function inflationLimit(path: string) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    let total = 0;
    for await (const chunk of chunks) {
      total += chunk.length;
      if (total > MAX_INFLATED) {
        const expected = `an archive of at most ${MAX_INFLATED} bytes when inflated`;
        throw new InputError(path, { expected, got: "more", remedy: "It is not an official CIFAR archive." });
      }
      yield chunk;
    }
  };
}

function maximumBytes(name: string, layout: CifarLayout): number {
  const { train, test } = layout.python.files;
  if ([...train, ...test].includes(name)) return CIFAR_MAX_RECORDS * (recordBytes(layout) + PICKLED_RECORD_BYTES);
  return name.endsWith(".bin") ? CIFAR_MAX_RECORDS * recordBytes(layout) : MAX_NAMES;
}
