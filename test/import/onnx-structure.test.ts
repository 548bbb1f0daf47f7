import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine } from "../../src/engine/index.ts";
import { ATTRIBUTE_TYPE, ModelProto } from "../../src/engine/onnx/messages.ts";
import { importModel } from "../../src/import/import-model.ts";
import type { ImportOptions } from "../../src/import/shared/imported-model.ts";
import { type FileSpec, type NodeSpec, onnxFile } from "./onnx-file.ts";

beforeAll(async () => {
  await createEngine("cpu");
});

type Message = { [name: string]: unknown };
type Model = Message & { graph: Message & { node: Message[]; input: Message[]; output: Message[] } };

const load = (content: Buffer) => importModel({ path: "net.onnx", content, options: {} });

/** A file with its message changed. */
function changed(spec: FileSpec, change: (model: Model) => void): Buffer {
  const model = ModelProto.toObject(ModelProto.decode(onnxFile(spec)), { longs: Number }) as Model;
  change(model);
  return Buffer.from(ModelProto.encode(ModelProto.fromObject(model)).finish());
}

const node = (operator: string, inputs: string[], output: string, more: Partial<NodeSpec> = {}): NodeSpec => ({
  operator,
  inputs,
  outputs: [output],
  ...more,
});

const port = (name: string, ...sizes: (number | string)[]): Message => ({
  name,
  type: {
    tensorType: {
      elemType: 1,
      shape: { dim: sizes.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size })) },
    },
  },
});

/** Means of the channels, and one number more: what a test computes in front and behind is easy to follow. */
const MEANS = [node("GlobalAveragePool", ["x"], "mean"), node("Flatten", ["mean"], "row")];

/** Two images, whose channels are 1, 2, 3 and 10, 20, 30 everywhere. */
const stripes = () => tf.tile(tf.tensor4d([1, 2, 3, 10, 20, 30], [2, 1, 1, 3]), [1, 4, 4, 1]);

async function answers(content: Buffer): Promise<number[][]> {
  const model = await load(content);
  return tf.tidy(() => model.forward(stripes()).arraySync());
}

const SPEC: FileSpec = { nodes: [...MEANS, node("Neg", ["row"], "y")], input: ["N", 3, 4, 4] };

const call = (name: string, inputs: string[], output: string, attribute: Message[] = []): Message => ({
  opType: name,
  domain: "pkg.test",
  input: inputs,
  output: [output],
  attribute,
});
const definition = (name: string, nodes: Message[], more: Message = {}): Message => ({
  name,
  domain: "pkg.test",
  input: ["a"],
  output: ["b"],
  node: nodes,
  opsetImport: [{ domain: "", version: 17 }],
  ...more,
});
const alpha = (more: Message): Message => ({ name: "alpha", type: ATTRIBUTE_TYPE.float, ...more });

describe("functions of the model's own", () => {
  test("are put in place of their calls, each call with its own values and attributes", async () => {
    const content = changed(SPEC, (model) => {
      model.graph.node[2] = call("Twice", ["row"], "y", [{ ...alpha({ f: 0.5 }), name: "slope" }]);
      model["functions"] = [
        // LeakyRelu(-LeakyRelu(-a)): the first negative value of each function has the same name.
        definition("Twice", [call("Flip", ["a"], "t", [slope()]), call("Flip", ["t"], "b", [slope()])], {
          attributeProto: [{ ...alpha({ f: 7 }), name: "slope" }],
        }),
        definition(
          "Flip",
          [
            { opType: "Neg", input: ["a"], output: ["t"] },
            { opType: "LeakyRelu", input: ["t"], output: ["b"], attribute: [alpha({ refAttrName: "slope" })] },
          ],
          { attributeProto: [{ ...alpha({ f: 9 }), name: "slope" }] },
        ),
      ];
    });
    // -x is negative: half of it; its negative is positive and stays.
    expect(await answers(content)).toEqual([
      [0.5, 1, 1.5],
      [5, 10, 15],
    ]);
  });

  const slope = (): Message => ({ ...alpha({ refAttrName: "slope" }), name: "slope" });

  test("have defaults for attributes that a call leaves out", async () => {
    const content = changed(SPEC, (model) => {
      model.graph.node[2] = call("Flip", ["row"], "y");
      model["functions"] = [
        definition(
          "Flip",
          [
            { opType: "Neg", input: ["a"], output: ["t"] },
            { opType: "LeakyRelu", input: ["t"], output: ["b"], attribute: [alpha({ refAttrName: "slope" })] },
          ],
          { attributeProto: [{ ...alpha({ f: 0.25 }), name: "slope" }] },
        ),
      ];
    });
    expect((await answers(content))[0]).toEqual([-0.25, -0.5, -0.75]);
  });

  test.each<[string, Message[]]>([
    ["itself", [definition("F", [call("F", ["a"], "b")])]],
    ["each other", [definition("F", [call("G", ["a"], "b")]), definition("G", [call("F", ["a"], "b")])]],
  ])("may not call %s", async (_, functions) => {
    const content = changed(SPEC, (model) => {
      model.graph.node[2] = call("F", ["row"], "y");
      model["functions"] = functions;
    });
    await expect(load(content)).rejects.toThrow(/functions that end/);
  });

  test("may not grow without end: ten calls of ten calls of ten ...", async () => {
    const content = changed(SPEC, (model) => {
      model.graph.node[2] = call("F0", ["row"], "y");
      model["functions"] = Array.from({ length: 12 }, (_, level) =>
        definition(
          `F${level}`,
          Array.from({ length: 10 }, (_, i) =>
            call(`F${level + 1}`, [i === 0 ? "a" : `v${i}`], i === 9 ? "b" : `v${i + 1}`),
          ),
        ),
      );
    });
    await expect(load(content)).rejects.toThrow(/read in 100000 steps/);
  });

  test("that are not there are named with their domain", async () => {
    const content = changed(SPEC, (model) => {
      model.graph.node[2] = call("Missing", ["row"], "y");
    });
    await expect(load(content)).rejects.toThrow(/got pkg\.test\.Missing/);
  });
});

/** A branch that scales what is around it by a number of its own. */
const scaling = (factor: number): Message => ({
  node: [{ opType: "Mul", input: ["row", "factor"], output: ["scaled"] }],
  initializer: [{ name: "factor", dataType: 1, dims: [], floatData: [factor] }],
  output: [port("scaled")],
});

function branching(condition: NodeSpec[], then: Message, otherwise: Message): Buffer {
  return changed({ ...SPEC, nodes: [...MEANS, ...condition, node("Neg", ["row"], "y")] }, (model) => {
    model.graph.node[model.graph.node.length - 1] = {
      opType: "If",
      input: ["condition"],
      output: ["y"],
      attribute: [
        { name: "then_branch", type: ATTRIBUTE_TYPE.graph, g: then },
        { name: "else_branch", type: ATTRIBUTE_TYPE.graph, g: otherwise },
      ],
    };
  });
}

/** Whether the images have so many rows. */
const rowsAre = (rows: number): NodeSpec[] => [
  node("Shape", ["x"], "shape"),
  node("Constant", [], "two", { attributes: { value: { shape: [], values: [2], type: "int64" } } }),
  node("Gather", ["shape", "two"], "rows"),
  node("Constant", [], "wanted", { attributes: { value: { shape: [], values: [rows], type: "int64" } } }),
  node("Equal", ["rows", "wanted"], "condition"),
];

describe("branches", () => {
  test("are taken by what the shapes say", async () => {
    expect((await answers(branching(rowsAre(4), scaling(2), scaling(5))))[0]).toEqual([2, 4, 6]);
    expect((await answers(branching(rowsAre(5), scaling(2), scaling(5))))[0]).toEqual([5, 10, 15]);
  });

  test("that depend on the images are refused", async () => {
    const condition = [
      node("ReduceMax", ["x"], "most", { attributes: { keepdims: 0 } }),
      node("Cast", ["most"], "condition", { attributes: { to: 9 } }),
    ];
    await expect(load(branching(condition, scaling(2), scaling(5)))).rejects.toThrow(
      /If.*a condition that depends on the images/,
    );
  });

  test("inside of branches have an end", async () => {
    let inner = scaling(2);
    for (let depth = 0; depth < 20; depth++) {
      inner = {
        node: [
          {
            opType: "If",
            input: ["condition"],
            output: ["scaled"],
            attribute: ["then_branch", "else_branch"].map((name) => ({ name, type: ATTRIBUTE_TYPE.graph, g: inner })),
          },
        ],
        output: [port("scaled")],
      };
      // Twice as many branches in each: the bytes double as well, so twenty levels are only tried in one branch.
      (inner["node"] as { attribute: Message[] }[])[0].attribute.splice(1);
    }
    await expect(load(branching(rowsAre(4), inner, scaling(5)))).rejects.toThrow(/branches at most 16 deep/);
  });

  test("that need themselves are refused", async () => {
    const then = { node: [{ opType: "Neg", input: ["y"], output: ["scaled"] }], output: [port("scaled")] };
    await expect(load(branching(rowsAre(4), then, scaling(5)))).rejects.toThrow(InputError);
  });

  test.each(["Loop", "Scan"])("%s is refused by name", async (operator) => {
    await expect(load(onnxFile({ ...SPEC, nodes: [node(operator, ["x"], "y")] }))).rejects.toThrow(`got ${operator}`);
  });
});

describe("several inputs", () => {
  test("are fine where they are weights, as in files of version 3", async () => {
    const spec = {
      ...SPEC,
      nodes: [...MEANS, node("Mul", ["row", "w"], "y")],
      tensors: { w: { shape: [1], values: [3] } },
    };
    const content = changed(spec, (model) => {
      model.graph.input.unshift(port("w", 1));
      model["irVersion"] = 3;
    });
    expect((await answers(content))[0]).toEqual([3, 6, 9]);
  });

  test("are fine where the scores need one alone", async () => {
    const content = changed(SPEC, (model) => {
      model.graph.input.unshift(port("mask", "N", 10));
    });
    expect((await answers(content))[0]).toEqual([-1, -2, -3]);
  });

  test("are refused where the scores need two, or two could be images", async () => {
    const needed = changed({ ...SPEC, nodes: [...MEANS, node("Mul", ["row", "mask"], "y")] }, (model) => {
      model.graph.input.push(port("mask", "N", 3));
    });
    await expect(load(needed)).rejects.toThrow(/the images alone, but got a second input, mask/);
    const alike = changed(SPEC, (model) => {
      model.graph.input.push(port("other", "N", 3, 4, 4));
    });
    await expect(load(alike)).rejects.toThrow(/2 inputs: x \[\?, 3, 4, 4\], other/);
  });
});

describe("several outputs", () => {
  const content = changed(
    {
      ...SPEC,
      nodes: [
        ...MEANS,
        node("Neg", ["x"], "map"),
        node("Neg", ["row"], "y"),
        node("Concat", ["row", "y"], "features", { attributes: { axis: 1 } }),
      ],
    },
    (model) => {
      model.graph.output = [
        port("map", "N", 3, 4, 4),
        port("features", "N", 6),
        port("y", "N", 3),
        port("row", "N", 3),
      ];
    },
  );
  const taken = async (options: ImportOptions) => (await importModel({ path: "several.onnx", content, options })).taken;

  test("the first row is taken where nobody says how many classes there are, and named", async () => {
    expect(await taken({})).toEqual({ output: { name: "features", others: ["map", "y", "row"] } });
  });

  test("the first with a score for each class of the data", async () => {
    const model = await importModel({ path: "several.onnx", content, options: { classCount: 3 } });
    expect(model.classes).toBe(3);
    expect(model.taken?.output?.name).toBe("y");
  });

  test("the one that the user names", async () => {
    expect((await taken({ classCount: 6, output: "row" }))?.output?.name).toBe("row");
    await expect(taken({ output: "z" })).rejects.toThrow(/expected `output` one of map, features, y, row, but got "z"/);
    await expect(taken({ output: "map" })).rejects.toThrow(/a row of at least two classes/);
  });

  test("whose sizes the file leaves open, the graph tells", async () => {
    const open = changed(
      { ...SPEC, nodes: [...MEANS, node("Neg", ["x"], "map"), node("Neg", ["row"], "y")] },
      (model) => {
        model.graph.output = [port("map", "N", "A", "B", "C"), port("y", "N", "K")];
      },
    );
    const model = await importModel({ path: "open.onnx", content: open, options: {} });
    expect(model.taken?.output?.name).toBe("y");
  });
});

describe("one output that is no classifier's", () => {
  test.each([
    ["a map", [node("Neg", ["x"], "y")], /\[2, 3, 4, 4\] for 2 images, a map .* segmentation and detection/],
    [
      "a list",
      [node("ReduceMean", ["x"], "y", { attributes: { axes: [3], keepdims: 0 } })],
      /\[2, 3, 4\] for 2 images, a list .* detectors/,
    ],
  ])("%s is refused as what it is", async (_, nodes, message) => {
    await expect(load(changed({ ...SPEC, nodes }, () => {}))).rejects.toThrow(message);
  });
});

describe("what the last operators say of the output", () => {
  const last = (...nodes: NodeSpec[]): FileSpec => ({
    ...SPEC,
    nodes: [...MEANS, node("Neg", ["row"], "s"), ...nodes],
  });
  test.each<[string, FileSpec, string]>([
    ["a softmax of rows", last(node("Softmax", ["s"], "y")), "probabilities"],
    ["a softmax, and a shape", last(node("Softmax", ["s"], "p"), node("Identity", ["p"], "y")), "probabilities"],
    [
      "the exponential of a log-softmax",
      last(node("LogSoftmax", ["s"], "l"), node("Exp", ["l"], "y")),
      "probabilities",
    ],
    ["the logarithm of a softmax", last(node("Softmax", ["s"], "p"), node("Log", ["p"], "y")), "logits"],
  ])("%s: the scores in front of it", async (_, spec, output) => {
    expect((await load(onnxFile(spec))).output).toBe(output);
    expect((await answers(onnxFile(spec)))[0]).toEqual([-1, -2, -3]);
  });

  test("a softmax over the images is none of that", async () => {
    const spec = last(node("Softmax", ["s"], "y", { attributes: { axis: 0 } }));
    expect((await load(onnxFile(spec))).output).toBe("logits");
  });
});

describe("graphs for a number of images of their own", () => {
  test("that multiply it into other axes in ways that cannot be told apart are refused", async () => {
    // All four images in one row.
    const spec: FileSpec = {
      nodes: [node("Reshape", ["x", "all"], "rows"), node("MatMul", ["rows", "w"], "y")],
      tensors: {
        all: { shape: [2], values: [1, 192], type: "int64" },
        w: { shape: [192, 8], values: Array(1536).fill(1) },
      },
      input: [4, 3, 4, 4],
    };
    await expect(load(onnxFile(spec))).rejects.toThrow(InputError);
  });

  test("of which there are too many are refused", async () => {
    await expect(load(onnxFile({ ...SPEC, input: [1_000_000, 3, 4, 4] }))).rejects.toThrow(/at most 4096 images/);
  });
});
