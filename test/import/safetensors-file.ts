/** A file from the format's description: length of the header, header, bytes. */
export function file(header: unknown, data: Buffer, claimed?: bigint): Buffer {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

export const entry = (dtype: string, shape: readonly number[], from: number, to: number) => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

interface Values {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Header and bytes of tensors in single precision. */
export function tensorBytes(tensors: Readonly<Record<string, Values>>): [Record<string, unknown>, Buffer] {
  const header: Record<string, unknown> = {};
  const blocks: Buffer[] = [];
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const block = Buffer.from(Float32Array.from(values).buffer);
    header[name] = entry("F32", shape, end, end + block.length);
    end += block.length;
    blocks.push(block);
  }
  return [header, Buffer.concat(blocks)];
}
