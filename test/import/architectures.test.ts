import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import { expectAgreement, type Reference } from "./reference.ts";

const fixture = (name: string) => new URL(`../fixtures/import/${name}`, import.meta.url);

/** What PyTorch 1.13 and Keras 3 make of the same files: see the generate*.py beside them. */
const EXPECTED = Object.assign(
  {},
  ...["expected.json", "expected-repositories.json", "expected-keras.json", "expected-mvit.json"].map((name) =>
    JSON.parse(readFileSync(fixture(name), "utf8")),
  ),
) as Record<string, Reference>;

beforeAll(async () => {
  await createEngine("cpu");
});

describe("models compute what the program that saved them computes", () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    test(name, async () => {
      const content = gunzipSync(readFileSync(fixture(`${name}.gz`)));
      const before = tf.memory().numTensors;
      const { architecture } = expected;
      const options = architecture === undefined ? {} : { architecture };
      const model = await importModel({ path: name, content, options });
      expect(model.classes).toBe(5);
      await expectAgreement(model.forward, expected);
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  }
});
