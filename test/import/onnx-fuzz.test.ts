import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { ModelProto } from "../../src/engine/onnx/messages.ts";
import { importModel } from "../../src/import/import-model.ts";
import { CONSTANT_RULES } from "../../src/import/onnx/constants/index.ts";
import { RULES } from "../../src/import/onnx/operators/index.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import type { Network } from "../../src/model/network.ts";

interface Tensor {
  dims?: number[];
  dataType?: number;
  rawData?: Uint8Array;
}

interface Node {
  opType: string;
  domain?: string;
  input: string[];
  output: string[];
  attribute?: { i?: number; ints?: number[]; f?: number; t?: Tensor; g?: Graph }[];
}

interface Graph {
  node: Node[];
  initializer?: Tensor[];
}

interface Model {
  graph: Graph & { input: { type: { tensorType: { shape: { dim: { dimValue?: number }[] } } } }[] };
  functions?: Graph[];
}

/** Files with everything in them: branches, functions, shape arithmetic, a number of images of their own, integers. */
const FILES = ["branches", "functions", "windows-batch-6", "windows-exported-batch-1", "quantisation-aware"];
const MORE_FILES = ["channel-attention", "attention-operator", "half-precision", "efficient-softmax", "more-outputs"];

const OPERATORS = [...Object.keys(RULES), ...Object.keys(CONSTANT_RULES)];

/** Numbers that overflow, repeat without end, or lie just outside. */
const HOSTILE = [0, 1, -1, 2, 3, 7, -7, 255, 4097, 65_537, 2 ** 31 - 1, -(2 ** 31), 2 ** 40, 2 ** 53 - 1, -(2 ** 53)];

/** What is done to a file: a kind of damage, and places and values for it. */
const change = fc.record({
  kind: fc.constantFrom("operator", "attribute", "stored", "shape", "wire", "output", "remove", "port"),
  node: fc.nat(10_000),
  at: fc.nat(10_000),
  value: fc.constantFrom(...HOSTILE),
  other: fc.nat(10_000),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const pickFrom = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

/** Every graph of the file: its own, its branches', its functions'. */
function graphsOf(model: Model): Graph[] {
  const found: Graph[] = [model.graph, ...(model.functions ?? [])];
  for (const { node } of found) {
    for (const { attribute = [] } of node) found.push(...attribute.flatMap(({ g }) => (g === undefined ? [] : [g])));
  }
  return found;
}

function damage(model: Model, { kind, node: nodeIndex, at, value, other }: Change): void {
  const graphs = graphsOf(model);
  const graph = pickFrom(graphs, other) as Graph;
  const node = pickFrom(graph.node, nodeIndex);
  const tensors = graphs.flatMap(({ initializer = [], node: nodes }) => [
    ...initializer,
    ...nodes.flatMap(({ attribute = [] }) => attribute.flatMap(({ t }) => (t === undefined ? [] : [t]))),
  ]);
  const integers = tensors.filter(({ dataType }) => dataType === 7);
  const names = graph.node.flatMap(({ input, output }) => [...input, ...output]);
  switch (kind) {
    case "operator": {
      const operator = pickFrom(OPERATORS, at) as string;
      const dot = operator.lastIndexOf(".");
      if (node !== undefined)
        Object.assign(node, { opType: operator.slice(dot + 1), domain: operator.slice(0, Math.max(0, dot)) });
      return;
    }
    case "attribute": {
      const attribute = pickFrom(node?.attribute ?? [], at);
      if (attribute?.ints !== undefined && attribute.ints.length > 0)
        attribute.ints[at % attribute.ints.length] = value;
      else if (attribute?.i !== undefined) attribute.i = value;
      else if (attribute?.f !== undefined) attribute.f = value;
      return;
    }
    case "stored": {
      const bytes = pickFrom(integers, at)?.rawData;
      if (bytes === undefined || bytes.length < 8) return;
      const copy = Buffer.from(bytes);
      copy.writeBigInt64LE(BigInt(value), 8 * (other % (bytes.length / 8)));
      bytes.set(copy);
      return;
    }
    case "shape": {
      const tensor = pickFrom(tensors, at);
      if (tensor?.dims !== undefined && tensor.dims.length > 0) tensor.dims[other % tensor.dims.length] = value;
      return;
    }
    case "wire":
      if (node !== undefined && node.input.length > 0)
        node.input[at % node.input.length] = pickFrom(names, other) ?? "";
      return;
    case "output":
      if (node !== undefined && node.output.length > 0)
        node.output[at % node.output.length] = pickFrom(names, other) ?? "";
      return;
    case "remove":
      graph.node.splice(nodeIndex % Math.max(1, graph.node.length), 1);
      return;
    case "port": {
      const size = pickFrom(model.graph.input[0].type.tensorType.shape.dim, at);
      if (size !== undefined) size.dimValue = value;
      return;
    }
  }
}

/** The file with these changes in it. */
function damaged(file: Buffer, changes: readonly Change[]): Buffer {
  const model = ModelProto.toObject(ModelProto.decode(Buffer.from(file)), { longs: Number, arrays: true }) as Model;
  for (const one of changes) damage(model, one);
  return Buffer.from(ModelProto.encode(ModelProto.fromObject(model)).finish());
}

async function readOrRefuse(content: Buffer): Promise<"read" | "refused"> {
  try {
    (await importModel({ path: "damaged", content, options: { imageSize: { height: 16, width: 16 } } })).dispose();
    return "read";
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return "refused";
  }
}

describe("graphs with other operators, numbers and wires are read or refused, and nothing else", () => {
  const slow = process.env["SLOW"] !== undefined;
  const numRuns = slow ? 3_000 : 60;
  for (const name of [...FILES, ...(slow ? MORE_FILES : [])]) {
    test(`${numRuns} variants of ${name}`, { timeout: 900_000 }, async () => {
      const file = gunzipSync(readFileSync(new URL(`../fixtures/import/${name}.onnx.gz`, import.meta.url)));
      const before = process.memoryUsage().rss;
      const outcomes = { read: 0, refused: 0 };
      let longest = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
          const content = damaged(file, changes);
          const start = performance.now();
          outcomes[await readOrRefuse(content)]++;
          longest = Math.max(longest, performance.now() - start);
        }),
        { numRuns, seed: 8 },
      );
      process.stderr.write(
        `${name}: ${outcomes.read} read, ${outcomes.refused} refused, ${Math.round(longest)} ms the longest\n`,
      );
      expect(outcomes.refused).toBeGreaterThan(0);
      expect(longest).toBeLessThan(20_000);
      expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 31);
    });
  }
});

/** Runs what is read, forward and backward: a file that cannot be computed is named as such. */
async function runOrRefuse(content: Buffer, engine: Engine): Promise<"run" | "refused"> {
  try {
    const imported = await importModel({ path: "damaged", content, options: { imageSize: { height: 16, width: 16 } } });
    const { height, width, classes } = imported;
    const network: Network = {
      ...imported,
      name: "damaged",
      sha256: "",
      classes: Array.from({ length: classes }, (_, k) => `${k}`),
      classesStated: false,
      normalization: NORMALIZATIONS.none,
    };
    const model = await createClassifier(network, engine, { batch: 2 });
    try {
      const images = new Float32Array(3 * height * width * 3).fill(0.5);
      expect(await model.logits(images)).toHaveLength(3 * classes);
      const { gradient } = await model.gradient(images, new Int32Array(3));
      expect(gradient).toHaveLength(images.length);
      return "run";
    } finally {
      await model.dispose();
      imported.dispose();
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return "refused";
  }
}

describe("what is read runs forward and backward, or is refused", () => {
  const slow = process.env["SLOW"] !== undefined;
  const numRuns = slow ? 1_000 : 40;
  for (const name of ["branches", "quantisation-aware"]) {
    test(`${numRuns} variants of ${name}`, { timeout: 900_000 }, async () => {
      const file = gunzipSync(readFileSync(new URL(`../fixtures/import/${name}.onnx.gz`, import.meta.url)));
      const engine = await createEngine("onnx");
      const outcomes = { run: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
          outcomes[await runOrRefuse(damaged(file, changes), engine)]++;
        }),
        { numRuns, seed: 9 },
      );
      await engine.dispose();
      process.stderr.write(`${name}: ${outcomes.run} run, ${outcomes.refused} refused\n`);
      expect(Math.min(outcomes.run, outcomes.refused)).toBeGreaterThan(0);
    });
  }
});
