import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Severity } from "../../../src/core/condition.ts";
import type { Image } from "../../../src/core/image.ts";

/** What the reference made of one image, and the draws that made it so. */
export interface ReferenceCase {
  readonly id: string;
  readonly severity: Severity;
  readonly image: Image;
  readonly draws: unknown;
  readonly output: Uint8Array;
}

type Span = readonly [offset: number, length: number];
type PackedDraws =
  | undefined
  | { readonly number: number }
  | { readonly type: "Float64Array" | "Int8Array" | "counts"; readonly bytes: Span }
  | { readonly fields: Readonly<Record<string, PackedDraws>> };
interface Header {
  readonly images: readonly Span[];
  readonly cases: readonly {
    readonly id: string;
    readonly severity: Severity;
    readonly image: number;
    readonly draws?: PackedDraws;
    readonly output: Span;
  }[];
}

/** The vectors of test/fixtures/corruptions (see the README there). */
export function referenceCases(): readonly ReferenceCase[] {
  const path = fileURLToPath(new URL("../../fixtures/corruptions/reference.bin.gz", import.meta.url));
  const file = gunzipSync(readFileSync(path));
  const start = 4 + file.readUInt32LE(0);
  const header = JSON.parse(file.subarray(4, start).toString()) as Header;
  const bytes = ([offset, length]: Span) => Uint8Array.from(file.subarray(start + offset, start + offset + length));
  const unpack = (packed: PackedDraws): unknown => {
    if (packed === undefined) return undefined;
    if ("number" in packed) return packed.number;
    if ("fields" in packed) {
      return Object.fromEntries(Object.entries(packed.fields).map(([name, field]) => [name, unpack(field)]));
    }
    const { buffer } = bytes(packed.bytes);
    if (packed.type === "counts") return Float64Array.from(new Uint16Array(buffer));
    return packed.type === "Int8Array" ? new Int8Array(buffer) : new Float64Array(buffer);
  };
  const images = header.images.map((span) => ({ pixels: bytes(span), height: 32, width: 32 }));
  return header.cases.map(({ id, severity, image, draws, output }) => ({
    id,
    severity,
    image: images[image],
    draws: unpack(draws),
    output: bytes(output),
  }));
}
