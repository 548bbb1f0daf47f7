import { describe, expect, test } from "vitest";
import { allowanceFor, createBudget } from "../../src/core/budget.ts";
import { InputError } from "../../src/core/error.ts";
import { readPytorchLegacy, readPytorchZip } from "../../src/import/pytorch/read-pytorch.ts";
import { torchNames } from "../../src/import/pytorch/torch-names.ts";
import { unpickle } from "../../src/pickle/unpickle.ts";
import { dict, float32, op, pickle, tensor, zip } from "./pytorch-file.ts";

const value = (...bytes: Buffer[]) =>
  unpickle(Buffer.concat([...bytes, op.stop]), 0, "file", createBudget("file", allowanceFor(0)), torchNames(new Map()))
    .value;
const bytes = (...numbers: number[]) => Buffer.from(numbers);

describe("unpickle", () => {
  test.each([
    ["None", Buffer.from("N"), null],
    ["True", bytes(0x88), true],
    ["BININT1", bytes(0x4b, 255), 255],
    ["BININT2", bytes(0x4d, 0x34, 0x12), 0x1234],
    ["BININT", op.integer(-7), -7],
    ["LONG1", bytes(0x8a, 2, 0x00, 0x80), -32768],
    ["LONG1 of more than 53 bits", bytes(0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 1), 1n << 56n],
    ["decimal INT", Buffer.from("I42\n"), 42],
    ["boolean INT", Buffer.from("I01\n"), true],
    ["decimal LONG", Buffer.from("L-12L\n"), -12],
    ["decimal FLOAT", Buffer.from("F2.5\n"), 2.5],
    ["BINFLOAT", bytes(0x47, 0xc0, 0x08, 0, 0, 0, 0, 0, 0), -3],
    ["BINUNICODE", op.text("Größe"), "Größe"],
    ["SHORT_BINUNICODE", Buffer.concat([bytes(0x8c, 2), Buffer.from("ab")]), "ab"],
    ["SHORT_BINSTRING", Buffer.concat([bytes(0x55, 1), bytes(0xe9)]), "é"],
    ["TUPLE2", bytes(0x4b, 1, 0x4b, 2, 0x86), [1, 2]],
    ["APPENDS", bytes(0x5d, 0x28, 0x4b, 1, 0x4b, 2, 0x65), [1, 2]],
    ["MEMOIZE and BINGET", bytes(0x4b, 9, 0x94, 0x68, 0, 0x86), [9, 9]],
    ["frame", bytes(0x80, 4, 0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x4b, 5), 5],
  ])("%s", (_, program, expected) => {
    expect(value(program)).toEqual(expected);
  });

  test("refuses by name whatever is not needed for tensors", () => {
    for (const [module, name] of [
      ["os", "system"],
      ["builtins", "eval"],
      ["builtins", "getattr"],
      ["torch", "load"],
      ["models.resnet", "ResNet"],
      ["__builtin__", "__import__"],
    ]) {
      const call = Buffer.concat([op.global(module, name), op.mark, op.text("echo"), op.tuple, op.reduce]);
      expect(() => value(call)).toThrow(InputError);
      expect(() => value(call)).toThrow(`${module}.${name}`);
    }
    const stackGlobal = Buffer.concat([op.text("os"), op.text("system"), bytes(0x93)]);
    expect(() => value(stackGlobal)).toThrow("os.system");
    // Names of JavaScript objects' own properties are no names of the list.
    expect(() => value(op.global("constructor", "prototype"))).toThrow(InputError);
    expect(() => value(op.global("__proto__", "toString"))).toThrow(InputError);
  });

  test.each([
    ["no stop", bytes(0x4b)],
    ["an unknown opcode", bytes(0xff)],
    ["opcodes that build instances", Buffer.from("ios\nsystem\n")],
    ["extension registry", bytes(0x82, 1)],
    ["an empty stack", bytes(0x86)],
    ["no mark", bytes(0x74)],
    ["a text longer than the file", bytes(0x58, 0xff, 0xff, 0xff, 0x7f)],
    ["a huge text", bytes(0x8d, 0, 0, 0, 0, 0, 0, 0, 0x7f)],
    ["a huge integer", bytes(0x8b, 0, 0, 0, 0x10)],
    ["an unset memo", bytes(0x68, 3)],
    ["append to a number", bytes(0x4b, 1, 0x4b, 2, 0x61)],
    ["apply a number", bytes(0x4b, 1, 0x29, 0x52)],
    ["a persistent id of something else", bytes(0x4b, 1, 0x51)],
    ["decimals without end", Buffer.from(`L${"9".repeat(100_000)}L\n`)],
  ])("is an InputError on %s", (_, program) => {
    expect(() => value(program)).toThrow(InputError);
  });

  test("an endless program ends", () => {
    expect(() => value(Buffer.alloc(20_000_000, 0x30 + 0x4e - 0x30))).toThrow(/read in 5000000 steps/);
  });

  test("a dictionary that contains itself is searched once", async () => {
    // d = {}; d["a"] = d, memoised under 0.
    const cyclic = Buffer.concat([
      op.proto,
      op.emptyDict,
      bytes(0x71, 0),
      op.text("model"),
      bytes(0x68, 0),
      Buffer.from("s"),
      op.stop,
    ]);
    await expect(readPytorchZip(zip({ "x/data.pkl": cyclic }), "file")).rejects.toThrow(/a dictionary of model/);
  });
});

const read = (pickled: Buffer, blocks: Readonly<Record<string, Buffer>>) =>
  readPytorchZip(
    zip({
      "net/data.pkl": pickle(pickled),
      ...Object.fromEntries(Object.entries(blocks).map(([key, block]) => [`net/data/${key}`, block])),
    }),
    "net.pth",
  );

/** The weights that are taken. */
const weights = async (pickled: Buffer, blocks: Readonly<Record<string, Buffer>>) =>
  (await read(pickled, blocks)).sets[0].weights;

const matrix = { key: "0", storage: "FloatStorage", count: 6, shape: [2, 3], strides: [3, 1] };
const other = { key: "0", storage: "FloatStorage", count: 6, shape: [6], strides: [1] };
const six = float32(1, 2, 3, 4, 5, 6);

describe("torch.save's zip format", () => {
  test("honours strides and offsets", async () => {
    const found = await weights(
      dict({
        a: tensor(matrix),
        transposed: tensor({ ...matrix, shape: [3, 2], strides: [1, 3] }),
        column: tensor({ ...matrix, shape: [2], strides: [3], offset: 1 }),
        scalar: tensor({ ...matrix, shape: [], strides: [], offset: 5 }),
        empty: tensor({ ...matrix, shape: [0, 3], strides: [3, 1] }),
      }),
      { 0: six },
    );
    const read = Object.fromEntries([...found].map(([name, { read }]) => [name, [...read()]]));
    expect(read).toEqual({
      a: [1, 2, 3, 4, 5, 6],
      transposed: [1, 4, 2, 5, 3, 6],
      column: [2, 5],
      scalar: [6],
      empty: [],
    });
  });

  test.each([
    ["DoubleStorage", Buffer.from(Float64Array.of(1.5, -2).buffer), [1.5, -2]],
    ["HalfStorage", bytes(0x00, 0x3e, 0x00, 0xc0), [1.5, -2]],
    ["BFloat16Storage", bytes(0xc0, 0x3f, 0x00, 0xc0), [1.5, -2]],
    ["LongStorage", Buffer.from(BigInt64Array.of(7n, -2n).buffer), [7, -2]],
    ["IntStorage", Buffer.from(Int32Array.of(7, -2).buffer), [7, -2]],
    ["ShortStorage", Buffer.from(Int16Array.of(7, -2).buffer), [7, -2]],
    ["CharStorage", bytes(7, 0xfe), [7, -2]],
    ["ByteStorage", bytes(7, 0xfe), [7, 254]],
    ["BoolStorage", bytes(0, 1), [0, 1]],
  ])("reads %s", async (storage, block, expected) => {
    const spec = { key: "0", storage, count: 2, shape: [2], strides: [1] };
    const found = await weights(dict({ "a.weight": tensor(spec), "b.weight": tensor(spec) }), { 0: block });
    expect([...(found.get("a.weight")?.read() ?? [])]).toEqual(expected);
  });

  test("takes the type of a tensor without a storage class from the tensor", async () => {
    const uint16 = (type: string) =>
      Buffer.concat([
        op.global("torch._utils", "_rebuild_tensor_v3"),
        op.mark,
        op.mark,
        ...[op.text("storage"), op.global("torch.storage", "UntypedStorage"), op.text("0"), op.text("cpu")],
        ...[op.integer(6), op.tuple, op.persistent, op.integer(1)],
        ...[op.mark, op.integer(2), op.tuple, op.mark, op.integer(1), op.tuple, op.false, op.emptyDict],
        ...[op.global("torch", type), op.tuple, op.reduce],
      ]);
    const found = await weights(dict({ a: uint16("uint16"), b: uint16("float8_e5m2") }), {
      0: bytes(1, 0, 2, 0, 0, 1),
    });
    expect([...(found.get("a")?.read() ?? [])]).toEqual([2, 256]);
    expect(() => found.get("b")?.read()).toThrow(/tensor b: expected real numbers, but got a float8_e5m2 tensor/);
  });

  test("complex tensors may lie beside the weights, and are named among them", async () => {
    const complex = { key: "0", storage: "ComplexFloatStorage", count: 3, shape: [3], strides: [1] };
    const found = await weights(dict({ a: tensor(other), spectrum: tensor(complex) }), { 0: six });
    expect([...(found.get("a")?.read() ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(() => found.get("spectrum")?.read()).toThrow(/spectrum: expected real numbers, but got a complex64 tensor/);
  });

  test("drops inert records, whatever is put into them", async () => {
    const counter = Buffer.concat([op.global("collections", "Counter"), op.emptyTuple, op.reduce]);
    const filled = Buffer.concat([counter, op.mark, op.text("x"), op.integer(3), op.setItems]);
    const path = Buffer.concat([op.global("pathlib", "PosixPath"), op.mark, op.text("/tmp"), op.tuple, op.reduce]);
    // Arguments by name: the class, its arguments, a dictionary, opcode NEWOBJ_EX.
    const date = Buffer.concat([op.global("datetime", "date"), op.emptyTuple, op.emptyDict, bytes(0x92)]);
    const found = await weights(dict({ filled, path, date, net: dict({ a: tensor(other), b: tensor(matrix) }) }), {
      0: six,
    });
    expect([...found.keys()]).toEqual(["a", "b"]);
  });

  test("says of an optimiser's state what it is", async () => {
    const file = dict({ state: dict({}), param_groups: dict({}) });
    await expect(weights(file, {})).rejects.toThrow(
      /a dictionary of state, param_groups\. That is an optimiser's state/,
    );
  });

  test("finds the dictionary inside others, takes wrappers' prefixes off and leaves bookkeeping out", async () => {
    const state = dict({
      "module._orig_mod.conv.weight": tensor(matrix),
      "module._orig_mod.fc.weight": tensor(matrix),
      "module._orig_mod.bn.num_batches_tracked": tensor({ ...matrix, shape: [], strides: [] }),
    });
    const found = await weights(dict({ epoch: op.integer(3), ema: dict({ a: tensor(other) }), net: state }), {
      0: six,
    });
    expect([...found.keys()]).toEqual(["conv.weight", "fc.weight"]);
  });

  test.each([
    ["a view beyond its storage", { ...matrix, shape: [3, 3] }],
    ["a stride beyond its storage", { ...matrix, strides: [4, 1] }],
    ["an offset beyond its storage", { ...matrix, offset: 1 }],
    ["a negative stride", { ...matrix, strides: [-3, 1] }],
    ["a negative size", { ...matrix, shape: [-2, 3] }],
    ["one element spread over a huge tensor", { ...matrix, shape: [100_000, 100_000], strides: [0, 0] }],
    ["sizes whose product overflows", { ...matrix, shape: [2 ** 30, 2 ** 30, 2 ** 30], strides: [0, 0, 0] }],
    ["a stride for each size missing", { ...matrix, strides: [1] }],
  ])("is an InputError on %s", async (_, spec) => {
    await expect(weights(dict({ a: tensor(spec), b: tensor(other) }), { 0: six })).rejects.toThrow(InputError);
  });

  test("is an InputError, when read, on a storage that is missing or short", async () => {
    const found = await weights(dict({ a: tensor(matrix), b: tensor({ ...matrix, key: "1" }) }), { 0: float32(1, 2) });
    expect(() => found.get("a")?.read()).toThrow(/expected 24 bytes for 6 elements of float32, but got 8/);
    expect(() => found.get("b")?.read()).toThrow(/an entry named net\/data\/1, but got none/);
  });

  test("refuses a zip bomb by its claim, before unpacking it", async () => {
    const bomb = zip({ "x/data.pkl": { content: Buffer.alloc(64 * 2 ** 20), deflate: true } });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readPytorchZip(bomb, "bomb")).rejects.toThrow(/at most 100 times/);
  });

  test("stops unpacking where an entry is larger than it says", async () => {
    const liar = zip({ "x/data.pkl": { content: Buffer.alloc(64 * 2 ** 20), deflate: true, claimed: 10 } });
    await expect(readPytorchZip(liar, "bomb")).rejects.toThrow(InputError);
  });

  test("notices a flipped bit by the checksum", async () => {
    const damaged = zip({ "x/data.pkl": { content: pickle(dict({})), checksum: 1 } });
    await expect(readPytorchZip(damaged, "file")).rejects.toThrow(/CRC-32 1/);
  });

  test("names TorchScript for what it is", async () => {
    const script = zip({ "x/data.pkl": pickle(dict({})), "x/constants.pkl": pickle(op.emptyTuple) });
    await expect(readPytorchZip(script, "file")).rejects.toThrow(/TorchScript/);
  });
});

describe("torch.save's legacy format", () => {
  const magic = bytes(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e);
  const count = (value: bigint) => Buffer.from(BigInt64Array.of(value).buffer);
  const legacy = (content: Buffer, ...blocks: Buffer[]) =>
    Buffer.concat([
      magic,
      pickle(op.integer(1001)),
      pickle(dict({ little_endian: bytes(0x88) })),
      pickle(content),
      pickle(Buffer.concat([Buffer.from("]"), op.mark, op.text("0"), Buffer.from("e")])),
      ...blocks,
    ]);
  const content = dict({ a: tensor(matrix), b: tensor(other) });

  test("reads storages after the pickles", () => {
    const [{ weights: found }] = readPytorchLegacy(legacy(content, count(6n), six), "net.th").sets;
    expect([...(found.get("a")?.read() ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test.each([
    ["cut short", legacy(content, count(6n), six.subarray(0, 20))],
    ["with a storage of absurd size", legacy(content, count(2n ** 62n), six)],
    ["with a shorter storage than its tensors", legacy(content, count(5n), six.subarray(0, 20))],
    ["with no storages", legacy(content)],
    ["that is another pickle", pickle(op.integer(5))],
  ])("is an InputError on a file %s", (_, file) => {
    expect(() => {
      for (const { read } of readPytorchLegacy(file, "net.th").sets[0].weights.values()) read();
    }).toThrow(InputError);
  });
});
