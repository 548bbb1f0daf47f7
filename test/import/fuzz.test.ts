import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { openZip } from "../../src/core/zip-archive.ts";
import { importModel } from "../../src/import/import-model.ts";
import { zip } from "./pytorch-file.ts";

const fixture = (name: string) => gunzipSync(readFileSync(new URL(`../fixtures/import/${name}.gz`, import.meta.url)));

/** A whole file of each kind, to be damaged. */
const FILES = ["resnet-downsample.pth", "resnet-option-a.th", "vgg-without-norm.pth", "efficient-softmax.onnx"];
/** More kinds of names and records, in the slow suite. */
const MORE_FILES = ["legacy-trainer.th", "inside-trainer.pth", "repvgg-deployed.pth", "densenet-huyvnphan.pth"];
/** HDF5 is read by a library that damaged files can hold up until its time is over: a few of them, in the slow suite. */
const SLOW_FILES = ["sequential.h5", "functional.keras", "keras2-transfer.h5", "keras3-shared.keras"];

/** What transport and malice do to files: other bytes, a cut, a piece left out, a piece repeated. */
type Damage =
  | { readonly kind: "bytes"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "remove" | "repeat"; readonly at: number; readonly length: number };

/** Anywhere in the file alike; what is behind its end comes round to its start. */
const place = fc.noShrink(fc.integer({ min: 0, max: 2 ** 30 }));

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({
    kind: fc.constant("bytes" as const),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  }),
  fc.record({ kind: fc.constant("cut" as const), at: place }),
  fc.record({
    kind: fc.constantFrom("remove" as const, "repeat" as const),
    at: place,
    length: fc.integer({ min: 1, max: 2000 }),
  }),
);

function apply(file: Buffer, change: Damage): Buffer {
  const at = change.at % file.length;
  switch (change.kind) {
    case "bytes":
      return Buffer.concat([file.subarray(0, at), change.bytes, file.subarray(at + change.bytes.length)]);
    case "cut":
      return file.subarray(0, at);
    case "remove":
      return Buffer.concat([file.subarray(0, at), file.subarray(at + change.length)]);
    case "repeat":
      return Buffer.concat([file.subarray(0, at + change.length), file.subarray(at)]);
  }
}

/** The file is read or refused; anything else is a fault of the reader. */
async function readOrRefuse(content: Buffer): Promise<"read" | "refused"> {
  try {
    (await importModel({ path: "damaged", content, options: {} })).dispose();
    return "read";
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return "refused";
  }
}

describe("damaged files are read or refused, and nothing else", () => {
  const numRuns = process.env["SLOW"] ? 5_000 : 40;
  for (const name of [...FILES, ...(process.env["SLOW"] ? [...MORE_FILES, ...SLOW_FILES] : [])]) {
    const runs = SLOW_FILES.includes(name) ? 100 : numRuns;
    test(`${runs} variants of ${name}`, { timeout: 600_000 }, async () => {
      const file = fixture(name);
      const before = process.memoryUsage().rss;
      const outcomes = { read: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (changes) => {
          outcomes[await readOrRefuse(changes.reduce(apply, file))]++;
        }),
        { numRuns: runs, seed: 5 },
      );
      process.stderr.write(`${name}: ${outcomes.read} read, ${outcomes.refused} refused\n`);
      expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
    });
  }

  // A zip archive's checksums would refuse what is damaged before its pickle is read.
  for (const name of ["views.pth", ...(process.env["SLOW"] ? ["inside-trainer.pth", "wrn-repdistiller.pth"] : [])]) {
    test(`${Math.min(numRuns, 1_500)} variants of the pickle in ${name}`, { timeout: 600_000 }, async () => {
      const archive = await openZip(fixture(name), name);
      const pickled = archive.names.find((entry) => entry.endsWith("data.pkl")) ?? "";
      const entries = Object.fromEntries(archive.names.map((entry) => [entry, archive.read(entry)]));
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (changes) => {
          const program = changes.reduce(apply, entries[pickled]);
          await readOrRefuse(zip({ ...entries, [pickled]: program }));
        }),
        { numRuns: Math.min(numRuns, 1_500), seed: 7 },
      );
    });
  }

  test(`${numRuns} files of random bytes behind each signature`, { timeout: 600_000 }, async () => {
    const signatures = ["PK\x03\x04", "\x80\x02", "\x08\x07", "\x89HDF\r\n\x1a\n", "\x20\0\0\0\0\0\0\0{", "{", ""];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...signatures), fc.uint8Array({ maxLength: 300 }), async (signature, bytes) => {
        await readOrRefuse(Buffer.concat([Buffer.from(signature, "latin1"), bytes]));
      }),
      { numRuns, seed: 6 },
    );
  });
});
