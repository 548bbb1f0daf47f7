import { z } from "zod";
import { InputError } from "../../core/error.ts";
import { parseJson } from "../../core/json.ts";
import { stripCommonPrefix } from "../shared/common-prefix.ts";
import { ELEMENT_TYPES, type ElementType, toFloat32 } from "../shared/element-type.ts";
import { checkedElementCount, unreadable, type Weights, type WeightTensor } from "../shared/weights.ts";

/** Names of element types in the header. */
const TYPES: Readonly<Record<string, ElementType>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U64: "uint64",
  U32: "uint32",
  U16: "uint16",
  U8: "uint8",
  BOOL: "bool",
};

/** Types that the format has and networks are not evaluated in. */
const OTHER_TYPES = ["F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "C64"];

const REMEDY = "The file is damaged: fetch or save it again.";

/** The reference implementation's limit on the header. */
const MAX_HEADER_BYTES = 100_000_000;

const headerSchema = z.record(
  z.string(),
  z.object({ dtype: z.string(), shape: z.array(z.number()), data_offsets: z.tuple([z.number(), z.number()]) }),
);

const metadataSchema = z.record(z.string(), z.string());

type Header = z.infer<typeof headerSchema>;
type Metadata = z.infer<typeof metadataSchema>;

/** Tensors, and what the file says of them in words. */
export interface SafetensorsFile {
  readonly weights: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of the header of a safetensors file, or undefined where the content is not one. */
export function safetensorsHeaderBytes(content: Buffer): number | undefined {
  if (content.length < 10) return undefined;
  const length = content.readBigUInt64LE(0);
  return content[8] === 0x7b && length <= BigInt(MAX_HEADER_BYTES) ? Number(length) : undefined;
}

/**
 * Reads a safetensors file: the header's length (64 bits), a JSON header of names, types, shapes and byte ranges, and
 * the tensors' bytes, which must neither overlap nor leave holes.
 *
 * @param content the whole file
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
export function readSafetensors(content: Buffer, subject: string): SafetensorsFile {
  const headerBytes = safetensorsHeaderBytes(content);
  if (headerBytes === undefined || 8 + headerBytes > content.length) {
    throw damaged(subject, "a header inside the file", `a claim of ${headerBytes ?? "too many"} bytes`);
  }
  const data = content.subarray(8 + headerBytes);
  const { header, metadata } = parseHeader(content.toString("utf8", 8, 8 + headerBytes), subject);
  checkLayout(header, data.length, subject);
  const weights = new Map<string, WeightTensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    weights.set(name, describeTensor(dtype, shape, data.subarray(...data_offsets), `${subject}, tensor ${name}`));
  }
  return { weights: stripCommonPrefix(weights), metadata };
}

function parseHeader(text: string, subject: string): { header: Header; metadata: Metadata } {
  const json = parseJson(text, subject, { expected: "a JSON header", remedy: REMEDY, most: MAX_HEADER_BYTES });
  const { __metadata__: metadata, ...tensors } = (json ?? {}) as Record<string, unknown>;
  const parsed = headerSchema.safeParse(tensors);
  if (!parsed.success)
    throw damaged(subject, "a header of dtype, shape and data_offsets", z.prettifyError(parsed.error));
  return { header: parsed.data, metadata: metadataSchema.safeParse(metadata).data ?? {} };
}

function checkLayout(header: Header, bytes: number, subject: string): void {
  let end = 0;
  const ranges = Object.entries(header).map(([name, { data_offsets }]) => ({ name, range: data_offsets }));
  for (const { name, range } of ranges.sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])) {
    if (!(range.every(Number.isSafeInteger) && range[0] === end && range[1] >= range[0] && range[1] <= bytes)) {
      throw damaged(`${subject}, tensor ${name}`, `bytes from ${end} inside ${bytes}`, `bytes ${range.join(" to ")}`);
    }
    end = range[1];
  }
  if (end !== bytes) throw damaged(subject, `${end} bytes of tensors`, `${bytes}`);
}

function describeTensor(dtype: string, shape: readonly number[], bytes: Buffer, subject: string): WeightTensor {
  const type = Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  if (type === undefined && OTHER_TYPES.includes(dtype)) {
    checkedElementCount(shape, subject);
    return unreadable(dtype, shape, subject);
  }
  if (type === undefined) throw damaged(subject, `one of the types ${Object.keys(TYPES).join(", ")}`, dtype);
  const expected = checkedElementCount(shape, subject) * ELEMENT_TYPES[type].bytes;
  if (bytes.length !== expected) {
    throw damaged(subject, `${expected} bytes for shape [${shape.join(", ")}] of ${type}`, `${bytes.length}`);
  }
  return { shape, stored: type, read: () => toFloat32(bytes, type) };
}

function damaged(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: REMEDY });
}
