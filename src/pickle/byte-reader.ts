import { InputError } from "../core/error.ts";

/** Reads a block of bytes from front to end; running over its end is the file's fault and says so. */
export interface ByteReader {
  /** Bytes read so far. */
  readonly position: number;
  bytes(count: number): Uint8Array;
  /** Text up to a line feed, which is consumed. */
  line(): string;
  u8(): number;
  u16(): number;
  u32(): number;
  i32(): number;
  /** An unsigned 64-bit length. */
  u64(): number;
  /** A big-endian double, as Python's pickle writes them. */
  f64be(): number;
}

/** A reader over `buffer` from `start`; `subject` names the file in errors. */
export function createByteReader(buffer: Buffer, start: number, subject: string): ByteReader {
  let position = start;
  const advance = (count: number): number => {
    if (!(count >= 0 && position + count <= buffer.length)) {
      throw new InputError(subject, {
        expected: `${count} more bytes after byte ${position}`,
        got: `the end of the file at byte ${buffer.length}`,
        remedy: "The file is cut short or damaged: fetch or save it again.",
      });
    }
    const at = position;
    position += count;
    return at;
  };
  return {
    get position() {
      return position;
    },
    bytes: (count) => {
      const at = advance(count);
      return buffer.subarray(at, at + count);
    },
    line: () => {
      const end = buffer.indexOf(10, position);
      const at = advance((end < 0 ? buffer.length : end) - position + 1);
      return buffer.toString("utf8", at, end);
    },
    u8: () => buffer.readUInt8(advance(1)),
    u16: () => buffer.readUInt16LE(advance(2)),
    u32: () => buffer.readUInt32LE(advance(4)),
    i32: () => buffer.readInt32LE(advance(4)),
    u64: () => Number(buffer.readBigUInt64LE(advance(8))),
    f64be: () => buffer.readDoubleBE(advance(8)),
  };
}
