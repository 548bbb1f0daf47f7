import { crc32, deflateRawSync } from "node:zlib";

/** Pickles written byte by byte, from the descriptions in CPython's pickletools, apart from the reader under test. */
export const op = {
  proto: Buffer.from([0x80, 2]),
  stop: Buffer.from("."),
  mark: Buffer.from("("),
  tuple: Buffer.from("t"),
  emptyDict: Buffer.from("}"),
  setItems: Buffer.from("u"),
  emptyTuple: Buffer.from(")"),
  reduce: Buffer.from("R"),
  persistent: Buffer.from("Q"),
  false: Buffer.from([0x89]),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  text: (value: string) => {
    const bytes = Buffer.from(value);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    return Buffer.concat([Buffer.from("X"), size, bytes]);
  },
  integer: (value: number) => {
    const bytes = Buffer.alloc(5);
    bytes.write("J", "latin1");
    bytes.writeInt32LE(value, 1);
    return bytes;
  },
};

export interface TensorSpec {
  readonly key: string;
  readonly storage: string;
  readonly count: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset?: number;
}

const tuple = (...items: readonly Buffer[]): Buffer => Buffer.concat([op.mark, ...items, op.tuple]);
const integers = (values: readonly number[]): Buffer => tuple(...values.map(op.integer));

/** `torch._utils._rebuild_tensor_v2` applied to a pointer to a storage. */
export function tensor({ key, storage, count, shape, strides, offset = 0 }: TensorSpec): Buffer {
  const id = tuple(op.text("storage"), op.global("torch", storage), op.text(key), op.text("cpu"), op.integer(count));
  const hooks = Buffer.concat([op.global("collections", "OrderedDict"), op.emptyTuple, op.reduce]);
  const args = tuple(
    Buffer.concat([id, op.persistent]),
    op.integer(offset),
    integers(shape),
    integers(strides),
    op.false,
    hooks,
  );
  return Buffer.concat([op.global("torch._utils", "_rebuild_tensor_v2"), args, op.reduce]);
}

export function dict(entries: Readonly<Record<string, Buffer>>): Buffer {
  const items = Object.entries(entries).flatMap(([name, value]) => [op.text(name), value]);
  return Buffer.concat([op.emptyDict, op.mark, ...items, op.setItems]);
}

export const pickle = (value: Buffer): Buffer => Buffer.concat([op.proto, value, op.stop]);

export interface ZipEntry {
  readonly content: Buffer;
  readonly deflate?: boolean;
  /** What the directory claims of the unpacked size. */
  readonly claimed?: number;
  readonly checksum?: number;
}

/** A zip archive, from the format's published description (PKWARE APPNOTE 4.3). */
export function zip(entries: Readonly<Record<string, Buffer | ZipEntry>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, given] of Object.entries(entries)) {
    const {
      content,
      deflate = false,
      claimed,
      checksum,
    } = Buffer.isBuffer(given) ? ({ content: given } as ZipEntry) : given;
    const packed = deflate ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt32LE(checksum ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimed ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), Buffer.from([20, 0]), common, tail, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

export const float32 = (...values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
