import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

interface Pixels {
  readonly height: number;
  readonly width: number;
  /** Row-major [height, width, 3]. */
  readonly rgb: Uint8Array;
}

/** Image files of many kinds and what Pillow reads from them; see test/fixtures/images/generate.py. */
export interface PillowFixture {
  readonly files: ReadonlyMap<string, Pixels & { readonly file: Buffer; readonly mode: string }>;
  /** `rgb.png`, resized by Pillow. */
  readonly resized: readonly Pixels[];
}

export function pillowFixture(): PillowFixture {
  const content = gunzipSync(readFileSync(new URL("../../fixtures/images/images.json.gz", import.meta.url)));
  const { files, resized } = JSON.parse(content.toString());
  const decoded = <T extends { rgb: string }>(entry: T) => ({ ...entry, rgb: Buffer.from(entry.rgb, "base64") });
  return {
    files: new Map(
      // biome-ignore lint/suspicious/noExplicitAny: JSON of our own script
      Object.entries<any>(files).map(([name, entry]) => [
        name,
        { ...decoded(entry), file: Buffer.from(entry.file, "base64") },
      ]),
    ),
    resized: resized.map(decoded),
  };
}
