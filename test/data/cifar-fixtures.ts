import { gzipSync } from "node:zlib";
import tar from "tar-stream";

const PLANE = 1024;

/** One record: its label bytes, then red, green and blue planes filled by a function of the position. */
export function record(labels: readonly number[], value: (channel: number, position: number) => number): Uint8Array {
  const planes = [0, 1, 2].flatMap((channel) => Array.from({ length: PLANE }, (_, at) => value(channel, at)));
  return Uint8Array.of(...labels, ...planes);
}

/** A record whose pixels do not matter. */
export function plain(...labels: readonly number[]): Uint8Array {
  return record(labels, () => 7);
}

/** A gzip-compressed tar archive of these files, in this order. */
export async function archive(files: readonly (readonly [string, Uint8Array | string])[]): Promise<Uint8Array> {
  const pack = tar.pack();
  for (const [name, content] of files) pack.entry({ name }, Buffer.from(content));
  pack.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of pack) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}
