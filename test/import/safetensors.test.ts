import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { importModel } from "../../src/import/import-model.ts";
import { readSafetensors } from "../../src/import/safetensors/read-safetensors.ts";
import { entry, file } from "./safetensors-file.ts";

const bytes = (...numbers: number[]) => Buffer.from(numbers);

describe("readSafetensors", () => {
  test.each([
    ["F64", Buffer.from(Float64Array.of(1.5, -2).buffer), [1.5, -2]],
    ["F32", Buffer.from(Float32Array.of(1.5, -2).buffer), [1.5, -2]],
    ["F16", bytes(0x00, 0x3e, 0x00, 0xc0), [1.5, -2]],
    ["BF16", bytes(0xc0, 0x3f, 0x00, 0xc0), [1.5, -2]],
    ["I64", Buffer.from(BigInt64Array.of(7n, -2n).buffer), [7, -2]],
    ["U16", bytes(1, 0, 0, 1), [1, 256]],
    ["I8", bytes(7, 0xfe), [7, -2]],
    ["BOOL", bytes(0, 1), [0, 1]],
  ])("reads %s", (dtype, data, expected) => {
    const header = { __metadata__: { format: "pt" }, weight: entry(dtype, [2, 1], 0, data.length) };
    const tensor = readSafetensors(file(header, data), "file").weights.get("weight");
    expect(tensor?.shape).toEqual([2, 1]);
    expect([...(tensor?.read() ?? [])]).toEqual(expected);
  });

  const data = Buffer.alloc(16);
  test.each([
    ["overlapping tensors", file({ a: entry("F32", [2], 0, 8), b: entry("F32", [3], 4, 16) }, data)],
    ["a hole between tensors", file({ a: entry("F32", [2], 0, 8), b: entry("F32", [1], 12, 16) }, data)],
    ["bytes nobody owns", file({ a: entry("F32", [2], 0, 8) }, data)],
    ["a range beyond the file", file({ a: entry("F32", [8], 0, 32) }, data)],
    ["a negative range", file({ a: entry("F32", [4], 16, 0) }, data)],
    ["a shape that does not multiply to the bytes", file({ a: entry("F32", [5], 0, 16) }, data)],
    ["a shape that overflows", file({ a: entry("F32", [2 ** 31, 2 ** 31], 0, 16) }, data)],
    ["a fraction of an element", file({ a: entry("F32", [1.5], 0, 16) }, data)],
    ["an unknown type", file({ a: entry("F9", [16], 0, 16) }, data)],
    ["a header that is no JSON", file('{"a": ', data)],
    ["a header that is a list of numbers", file('{"a": [1, 2]}', data)],
    ["a header longer than the file", file({}, data, 4000n)],
    ["an absurd header", file({}, data, 2n ** 63n)],
    ["a cut file", file({ a: entry("F32", [4], 0, 16) }, data.subarray(0, 9))],
  ])("is an InputError on %s", (_, content) => {
    expect(() => readSafetensors(content, "file")).toThrow(InputError);
  });

  test("names a type that networks are not evaluated in, when its elements are needed", () => {
    const { weights } = readSafetensors(file({ a: entry("F8_E4M3", [4, 4], 0, 16) }, data), "file");
    expect(weights.get("a")?.shape).toEqual([4, 4]);
    expect(() => weights.get("a")?.read()).toThrow(
      /tensor a: expected real numbers, but got a F8_E4M3 tensor\. Convert/,
    );
  });

  test("weights that are not numbers are refused when the network is built", async () => {
    const names = {
      "features.0.weight": [2, 3, 3, 3],
      "features.0.bias": [2],
      "classifier.weight": [4, 2],
      "classifier.bias": [4],
    };
    const header: Record<string, unknown> = {};
    let end = 0;
    for (const [name, shape] of Object.entries(names)) {
      const size = 4 * shape.reduce((a, b) => a * b, 1);
      header[name] = entry("F32", shape, end, end + size);
      end += size;
    }
    const good = Buffer.alloc(end);
    const bad = Buffer.from(good);
    bad.writeFloatLE(Number.NaN, 40);
    const load = (data: Buffer) => importModel({ path: "net.safetensors", content: file(header, data), options: {} });
    await expect(load(good)).resolves.toMatchObject({ classes: 4 });
    await expect(load(bad)).rejects.toThrow(/features\.0\.weight: expected finite weights, but got NaN at element 10/);
  });
});
