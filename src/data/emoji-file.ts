import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import type { StoredSplit } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { packageFile } from "../core/package-file.ts";

/** What the embedded set says of itself and of every image; written by scripts/emoji. */
interface EmojiHeader {
  readonly version: 1;
  readonly side: number;
  /** Unicode's sub-groups. */
  readonly classes: readonly string[];
  /** Unicode's groups. */
  readonly superclasses: { readonly names: readonly string[]; readonly of: readonly number[] };
  /** The emoji sets whose artwork the images are made from. */
  readonly vendors: readonly {
    readonly id: string;
    readonly package: string;
    readonly version: string;
    readonly licence: string;
  }[];
  /** Code points in hexadecimal, joined by "-". */
  readonly emoji: readonly string[];
  readonly splits: Readonly<Record<StoredSplit, EmojiSplit>>;
}

interface EmojiSplit {
  readonly count: number;
  /** Where its pixels lie after the header, deflated. */
  readonly offset: number;
  readonly bytes: number;
  /** Class, vendor and emoji of each image: indices into the lists of the header. */
  readonly labels: readonly number[];
  readonly vendors: readonly number[];
  readonly emoji: readonly number[];
}

const MAGIC = "EMOJISET";
const DIGEST_END = MAGIC.length + 32;
const HEADER_START = DIGEST_END + 4;

export interface EmojiFile {
  readonly header: EmojiHeader;
  /** Row-major [count, side, side, 3]. */
  pixels(split: StoredSplit): Promise<Uint8Array>;
}

/**
 * Opens the embedded set, or another file of its format (laid out as scripts/emoji/pack.mjs says). The SHA-256 that
 * stands before the content is checked first, so what follows is what was written.
 */
export async function openEmojiFile(path: string = packageFile("assets/emoji.bin")): Promise<EmojiFile> {
  const remedy = "The installation is damaged: install the package again.";
  const file = await readFile(path).catch((cause: Error) => {
    throw new InputError(path, { expected: "the embedded emoji set", got: cause.message, remedy }, { cause });
  });
  const digest = createHash("sha256").update(file.subarray(DIGEST_END)).digest();
  if (file.toString("latin1", 0, MAGIC.length) !== MAGIC || !digest.equals(file.subarray(MAGIC.length, DIGEST_END))) {
    throw new InputError(path, { expected: "content that fits its SHA-256", got: "something else", remedy });
  }
  const body = HEADER_START + file.readUInt32LE(DIGEST_END);
  const header = JSON.parse(file.toString("utf8", HEADER_START, body)) as EmojiHeader;
  if (header.version !== 1) throw new InputError(path, { expected: "version 1", got: `${header.version}`, remedy });
  return {
    header,
    pixels: (split) => {
      const { offset, bytes, count } = header.splits[split];
      const inflatedBytes = count * header.side * header.side * 3;
      const deflated = file.subarray(body + offset, body + offset + bytes);
      return promisify(inflateRaw)(deflated, { maxOutputLength: inflatedBytes, chunkSize: inflatedBytes });
    },
  };
}
