import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { ATTRIBUTE_TYPE, ModelProto } from "../../src/engine/onnx/messages.ts";
import { importModel } from "../../src/import/import-model.ts";
import { onnxFile } from "./onnx-file.ts";
import { dict, op, pickle, tensor, zip } from "./pytorch-file.ts";

/**
 * Small files that ask for much work. Each is refused; a reader that did the work would not come to an end, or not
 * within this machine's memory.
 */
beforeAll(async () => {
  await createEngine("cpu");
});

const load = (content: Buffer, path = "hostile") => importModel({ path, content, options: {} });
const saved = (program: Buffer): Buffer => zip({ "net/data.pkl": Buffer.concat([op.proto, program, op.stop]) });
const bytes = (...numbers: number[]) => Buffer.from(numbers);

describe("pickles", () => {
  /** A pair of itself, so often: as text it would have 2 ** times commas. */
  const doubled = (times: number) => Buffer.concat([Buffer.from("N"), ...Array(times).fill(bytes(0x32, 0x86))]);
  /** A tuple in a tuple in a tuple. */
  const nested = (times: number) => Buffer.concat([Buffer.from("N"), Buffer.alloc(times, 0x85)]);
  const keyed = (key: Buffer) => Buffer.concat([op.emptyDict, key, op.integer(1), Buffer.from("s")]);

  test("a key that doubles", async () => {
    await expect(load(saved(keyed(doubled(200))))).rejects.toThrow(/a dictionary of a list/);
  });

  test("a key without end", async () => {
    await expect(load(saved(keyed(nested(200_000))))).rejects.toThrow(/a dictionary of a list/);
  });

  test("a name that doubles", async () => {
    const program = Buffer.concat([doubled(200), op.text("x"), bytes(0x93)]);
    await expect(load(saved(program))).rejects.toThrow(/expected a name as text/);
  });

  test("a storage's key that doubles, in the older format", async () => {
    const magic = bytes(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e);
    const keys = Buffer.concat([Buffer.from("]"), doubled(200), Buffer.from("a")]);
    const file = Buffer.concat([magic, ...[op.integer(1001), dict({}), dict({}), keys].map(pickle)]);
    await expect(load(file)).rejects.toThrow(/a key that is no text/);
  });

  test("a tensor that is rebuilt by rebuilding", async () => {
    const name = op.global("torch._tensor", "_rebuild_from_type_v2");
    const args = (inner: Buffer) => Buffer.concat([name, Buffer.from("N"), inner, Buffer.from("N"), op.tuple]);
    let inner = Buffer.from(")");
    for (let i = 0; i < 2_000; i++) inner = Buffer.concat([op.mark, args(inner)]);
    await expect(load(saved(Buffer.concat([name, inner, op.reduce])))).rejects.toThrow(/a tensor's rebuild function/);
  });

  test("one list of a million sizes for a thousand tensors", async () => {
    const sizes = Buffer.concat([
      ...[op.mark, Buffer.alloc(2 * 1_000_000, Buffer.from([0x4b, 1])), op.tuple],
      ...[bytes(0x71, 0), Buffer.from("0")],
    ]);
    const one = tensor({ key: "0", storage: "FloatStorage", count: 1, shape: [], strides: [] });
    // The sizes and the strides are the list in the memo.
    const recalled = Buffer.from(
      one.toString("latin1").replaceAll(Buffer.concat([op.mark, op.tuple]).toString("latin1"), "h\0"),
      "latin1",
    );
    const program = Buffer.concat([sizes, ...Array(1_000).fill(recalled), Buffer.from("N")]);
    await expect(load(saved(program))).rejects.toThrow(/a tensor as \(storage, offset, size, stride\)/);
  });
});

describe("ONNX", () => {
  const KINDS = { node: 1 };
  /** A message inside of another one: the field's number, its length, its content. */
  const field = (id: number, content: Buffer): Buffer => {
    const length: number[] = [];
    for (let left = content.length; ; left >>>= 7) {
      length.push(left < 0x80 ? left : (left & 0x7f) | 0x80);
      if (left < 0x80) break;
    }
    return Buffer.concat([bytes(8 * id + 2, ...length), content]);
  };

  test("ten million empty nodes", async () => {
    const graph = Buffer.alloc(2 * 10_000_000, bytes(8 * KINDS.node + 2, 0));
    const before = process.memoryUsage().rss;
    await expect(load(Buffer.concat([bytes(8, 8), field(7, graph)]))).rejects.toThrow(/bytes of memory/);
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 29);
  });

  test("integers of one byte each, which take many in memory", async () => {
    const numbers = field(7, Buffer.alloc(20_000_000));
    const file = Buffer.concat([bytes(8, 8), field(7, field(5, numbers))]);
    await expect(load(file)).rejects.toThrow(/bytes of memory/);
  });

  test("messages inside of each other without end", async () => {
    let graph: Buffer = Buffer.alloc(0);
    for (let i = 0; i < 1_000; i++) graph = field(1, field(5, field(6, graph)));
    await expect(load(Buffer.concat([bytes(8, 8), field(7, graph)]))).rejects.toThrow(/deep inside each other/);
  });

  test("external data that many initialisers share", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-hostile-"));
    const size = 1_500_000;
    writeFileSync(join(folder, "weights.bin"), Buffer.alloc(size));
    const model = ModelProto.toObject(
      ModelProto.decode(onnxFile({ nodes: [{ operator: "Flatten", inputs: ["x"] }] })),
    ) as { graph: { initializer?: object[] } };
    model.graph.initializer = Array.from({ length: 600 }, (_, i) => ({
      name: `w${i}`,
      dims: [size / 4],
      dataType: 1,
      dataLocation: 1,
      externalData: [
        { key: "location", value: "weights.bin" },
        { key: "length", value: `${size}` },
      ],
    }));
    const content = Buffer.from(ModelProto.encode(ModelProto.fromObject(model)).finish());
    await expect(load(content, join(folder, "model.onnx"))).rejects.toThrow(/bytes of memory/);
    rmSync(folder, { recursive: true });
  });

  test("known values that are made and made again", async () => {
    const nodes = Array.from({ length: 1_000 }, (_, i) => ({
      operator: "ConstantOfShape",
      inputs: ["size"],
      outputs: [`big${i}`],
    }));
    const content = onnxFile({
      nodes: [...nodes, { operator: "Sum", inputs: nodes.map((_, i) => `big${i}`), outputs: ["y"] }],
      tensors: { size: { shape: [1], values: [1_000_000], type: "int64" } },
    });
    await expect(load(content)).rejects.toThrow(/bytes of memory/);
  });

  test("a branch of many nodes in a function that is called many times", async () => {
    const branch = {
      node: Array.from({ length: 2_000 }, (_, i) => ({ opType: "Identity", input: ["a"], output: [`i${i}`] })),
      output: [{ name: "i0" }],
    };
    const model = ModelProto.toObject(
      ModelProto.decode(onnxFile({ nodes: [{ operator: "Flatten", inputs: ["x"] }] })),
      { longs: Number },
    ) as { graph: { node: object[] }; functions?: object[] };
    model.functions = [
      {
        name: "f",
        domain: "f",
        input: ["a"],
        output: ["b"],
        node: [
          {
            opType: "If",
            input: ["a"],
            output: ["b"],
            attribute: ["then_branch", "else_branch"].map((name) => ({ name, type: ATTRIBUTE_TYPE.graph, g: branch })),
          },
        ],
      },
    ];
    model.graph.node.push(
      ...Array.from({ length: 20_000 }, (_, i) => ({ opType: "f", domain: "f", input: ["x"], output: [`f${i}`] })),
    );
    const content = Buffer.from(ModelProto.encode(ModelProto.fromObject(model)).finish());
    await expect(load(content)).rejects.toThrow(/read in 100000 steps/);
  });

  test("a chain of sixty thousand nodes is too long, and found to be so", async () => {
    const nodes = Array.from({ length: 60_000 }, (_, i) => ({
      operator: i % 2 === 0 ? "Relu" : "Neg",
      inputs: [i === 0 ? "row" : `v${i}`],
      outputs: [`v${i + 1}`],
    }));
    const content = onnxFile({
      nodes: [{ operator: "Flatten", inputs: ["x"], outputs: ["row"] }, ...nodes],
      output: "v60000",
    });
    await expect(load(content)).rejects.toThrow(/at most 10000 operations/);
  });
});
