import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Reference } from "./reference.ts";

const fixtureUrl = (name: string) => new URL(`../fixtures/import/${name}`, import.meta.url);

/** A file that generate_tensorflow.py made. */
export const fixture = (name: string): Buffer => gunzipSync(readFileSync(fixtureUrl(`${name}.gz`)));

/** What TensorFlow computed with the files of one of the two versions. */
export const expectedOf = (version: "keras2" | "keras3"): Record<string, Reference> =>
  JSON.parse(readFileSync(fixtureUrl(`expected-${version}.json`), "utf8"));

/** A `model.json`, as far as tests change it. */
export interface ModelJson {
  format?: string;
  signature?: unknown;
  modelTopology: Record<string, unknown>;
  weightsManifest: { paths: string[]; weights: Record<string, unknown>[] }[];
}

/** A TensorFlow.js folder of these fixtures, changed on the way. */
export function tfjsFolder(
  name: string,
  change: (json: ModelJson, weights: Buffer) => Buffer | undefined = () => undefined,
): string {
  const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-tfjs-"));
  const json = JSON.parse(fixture(`${name}.json`).toString("utf8")) as ModelJson;
  const weights = fixture(`${name}.bin`);
  const changed = change(json, weights) ?? weights;
  writeFileSync(join(folder, "model.json"), JSON.stringify(json));
  writeFileSync(join(folder, "group1-shard1of1.bin"), changed);
  return folder;
}
