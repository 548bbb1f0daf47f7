import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import type { ImportOptions } from "../../src/import/shared/imported-model.ts";
import { dict, float32, op, pickle, tensor, zip } from "./pytorch-file.ts";

beforeAll(async () => {
  await createEngine("cpu");
});

/** Tensors of a VGG of one convolution and two classes, whose elements lie from `start` in one storage. */
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  "features.0.weight": [1, 3, 3, 3],
  "features.0.bias": [1],
  "features.1.weight": [1],
  "features.1.bias": [1],
  "features.1.running_mean": [1],
  "features.1.running_var": [1],
  "classifier.weight": [2, 1],
  "classifier.bias": [2],
};
const STORED = 100;

function network(prefix = ""): Record<string, Buffer> {
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => {
      const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
      return [
        `${prefix}${name}`,
        tensor({ key: "0", storage: "FloatStorage", count: STORED, shape, strides, offset: 1 }),
      ];
    }),
  );
}

const text = (value: string) => op.text(value);
const list = (...items: Buffer[]) => Buffer.concat([Buffer.from("]"), op.mark, ...items, Buffer.from("e")]);

async function read(content: Buffer, options: ImportOptions = {}) {
  const file = zip({
    "net/data.pkl": pickle(content),
    "net/data/0": float32(...Array.from({ length: STORED }, (_, i) => i / STORED)),
  });
  const model = await importModel({ path: "net.pth", content: file, options });
  model.dispose();
  return model;
}

describe("of several sets of weights in a file", () => {
  const trainer = dict({
    epoch: op.integer(3),
    state_dict_ema: dict(network()),
    state_dict: dict(network("module.")),
    optimizer: dict({ state: dict(network("exp_avg.")), param_groups: list() }),
  });

  test("the plain ones are taken, and the averages are named", async () => {
    expect((await read(trainer)).taken).toEqual({
      weights: { name: "state_dict", others: ["state_dict_ema", "optimizer.state"] },
    });
  });

  test("the user chooses by name", async () => {
    const { taken } = await read(trainer, { weights: "state_dict_ema" });
    expect(taken?.weights?.name).toBe("state_dict_ema");
    await expect(read(trainer, { weights: "teacher" })).rejects.toThrow(
      /expected `weights` one of state_dict, state_dict_ema, optimizer.state, but got "teacher"/,
    );
  });

  test("a student is taken before its teacher, which is taken when it is asked for", async () => {
    const both = dict({ state_dict: dict({ ...network("teacher."), ...network("student.") }) });
    expect((await read(both)).taken?.weights).toEqual({
      name: "state_dict.student",
      others: ["state_dict.teacher"],
    });
    expect((await read(both, { weights: "state_dict.teacher" })).taken?.weights?.name).toBe("state_dict.teacher");
  });

  test("a teacher is not taken for a student that is of no known architecture", async () => {
    const odd = Object.fromEntries(Object.entries(network("student.")).map(([name, value]) => [`${name}x`, value]));
    await expect(read(dict({ ...network("teacher."), ...odd }))).rejects.toThrow(/no|like none|nearest/);
  });

  test("nothing is said where there is one", async () => {
    expect((await read(dict({ state_dict: dict(network()) }))).taken).toBeUndefined();
  });

  test("under names that nobody knows, the first that fits is taken", async () => {
    const { taken } = await read(dict({ a: dict(network()), b: dict(network()) }));
    expect(taken?.weights).toEqual({ name: "a", others: ["b"] });
  });
});

describe("what else a training module saves", () => {
  test("the sums of its metrics are no weights", async () => {
    const count = (name: string, storage: string) => ({
      [name]: tensor({ key: "1", storage, count: 1, shape: [], strides: [] }),
    });
    const module = dict({
      ...network("model."),
      ...count("train_acc.tp", "LongStorage"),
      ...count("val_acc.metric._num_samples", "LongStorage"),
      ...count("loss_mean.mean_value", "FloatStorage"),
      ...count("loss_mean.weight", "FloatStorage"),
    });
    expect((await read(dict({ state_dict: module }))).architecture).toBe("vgg4-bn");
  });

  test.each([
    ["a list", dict({ state_dict: dict(network()), classes: list(text("cat"), text("dog")) })],
    ["numbers by name", dict({ net: dict(network()), class_to_idx: dict({ dog: op.integer(1), cat: op.integer(0) }) })],
    ["MMPretrain's", dict({ state_dict: dict(network()), meta: dict({ CLASSES: list(text("cat"), text("dog")) }) })],
  ])("the names of the classes are read: %s", async (_, content) => {
    expect((await read(content)).classNames).toEqual(["cat", "dog"]);
  });

  test("names for another number of outputs are not this network's", async () => {
    const content = dict({ state_dict: dict(network()), classes: list(text("cat")) });
    expect((await read(content)).classNames).toBeUndefined();
  });
});
