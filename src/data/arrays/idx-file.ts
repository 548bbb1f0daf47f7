import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { elementCount } from "../../core/element-count.ts";
import { InputError } from "../../core/error.ts";
import { readBounded } from "../../core/regular-file.ts";
import type { StoredImages } from "./image-array.ts";

/** Largest file, packed or not: EMNIST's largest has 547 million bytes. */
const MAX_BYTES = 2 ** 30;
/** Third byte of the file: elements are unsigned bytes. */
const BYTES = 0x08;
const MAX_AXES = 4;

const unpack = promisify(gunzip);

/**
 * An array of bytes in MNIST's IDX format: two zeros, the type, the number of axes, each axis' length (32 bits, the most
 * significant byte first), the elements; packed with gzip or not.
 *
 * Source: LeCun, Cortes, Burges: The MNIST database, "file formats".
 *
 * @throws InputError on another type, another length than the header says, or a damaged archive
 */
export async function readIdx(path: string): Promise<StoredImages> {
  const content = await unpacked(await readBounded(path, { most: MAX_BYTES }), path);
  const axes = content[3];
  const headed = content.length >= 4 && content[0] === 0 && content[1] === 0 && axes >= 1 && axes <= MAX_AXES;
  if (!headed || content.length < 4 + 4 * axes) {
    throw new InputError(path, { expected: "an IDX file, as MNIST has them", got: "another file" });
  }
  if (content[2] !== BYTES) {
    throw new InputError(path, { expected: "unsigned bytes (type 0x08)", got: `type 0x${content[2].toString(16)}` });
  }
  const shape = Array.from({ length: axes }, (_, axis) => content.readUInt32BE(4 + 4 * axis));
  const data = new Uint8Array(content.subarray(4 + 4 * axes));
  if (elementCount(shape) !== data.length) {
    throw new InputError(path, {
      expected: `${elementCount(shape)} bytes after the header, for shape [${shape.join(", ")}]`,
      got: `${data.length}`,
      remedy: "Download it again.",
    });
  }
  return { subject: path, shape, data };
}

async function unpacked(content: Buffer, path: string): Promise<Buffer> {
  if (!(content[0] === 0x1f && content[1] === 0x8b)) return content;
  try {
    return await unpack(content, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : `${cause}`;
    throw new InputError(path, { expected: `a whole gzip file of at most ${MAX_BYTES} bytes`, got }, { cause });
  }
}
