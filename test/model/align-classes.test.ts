import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/core/dataset.ts";
import { createEngine } from "../../src/engine/index.ts";
import { alignClasses } from "../../src/model/align-classes.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import type { Network } from "../../src/model/network.ts";

const labels = Int32Array.of(0, 1, 1);
const data = (...classes: string[]): Dataset => ({
  name: "data",
  split: "test",
  count: 3,
  height: 1,
  width: 1,
  classes,
  labels,
  trueLabels: labels,
  sha256: "",
  exampleId: (index) => ({ index }),
  read: async (indices) => new Uint8Array(3 * indices.length),
});

/** Output k of a pixel (r, g, b) is (k + 1) r, whatever it is called. */
const network = (name: string, classes: readonly string[], classesStated = true): Network => ({
  name,
  sha256: "",
  architecture: "",
  classes,
  classesStated,
  height: 1,
  width: 1,
  normalization: { mean: [0, 0, 0], std: [1, 1, 1] },
  output: "logits",
  forward: (images) => {
    const red = tf.slice(tf.reshape(images, [-1, 3]), [0, 0], [-1, 1]);
    return tf.mul(red, tf.tensor2d([classes.map((_, k) => k + 1)])) as tf.Tensor2D;
  },
  dispose: () => {},
});
const unnamed = (name: string, count: number) =>
  network(
    name,
    Array.from({ length: count }, (_, k) => `class ${k}`),
    false,
  );

describe("one order of classes", () => {
  test("is the data's: outputs are put into it, with their gradients", async () => {
    const { dataset, networks, notes } = alignClasses(data("a", "b", "c"), [network("n", ["c", "a", "b"])]);
    expect(dataset.classes).toEqual(["a", "b", "c"]);
    expect(dataset.labels).toBe(labels);
    expect(networks[0]).toMatchObject({ classes: ["a", "b", "c"], outputs: [1, 2, 0] });
    expect(notes).toHaveLength(1);
    for (const id of ["cpu", "onnx"] as const) {
      const engine = await createEngine(id);
      const classifier = await createClassifier(networks[0], engine, { batch: 1 });
      // Logits of a red of 1: class a is output 1, b is 2, c is 0.
      expect([...(await classifier.logits(Float32Array.of(1, 0, 0)))]).toEqual([2, 3, 1]);
      // d cross-entropy / d red of label a: sum_k p_k w_k - w_a, with w = (2, 3, 1) and p = softmax(2, 3, 1).
      const exponentials = [2, 3, 1].map(Math.exp);
      const total = exponentials.reduce((sum, e) => sum + e);
      const expected = (2 * exponentials[0] + 3 * exponentials[1] + exponentials[2]) / total - 2;
      const { gradient } = await classifier.gradient(Float32Array.of(1, 0, 0), Int32Array.of(0));
      expect(gradient[0]).toBeCloseTo(expected, 5);
      await classifier.dispose();
      await engine.dispose();
    }
  });

  test("is each network's own way into the data's, and none where it fits", () => {
    const fitting = network("fits", ["a", "b"]);
    const { networks, notes } = alignClasses(data("a", "b"), [
      fitting,
      network("other", ["B", "A"]),
      unnamed("none", 2),
    ]);
    expect(networks[0]).toBe(fitting);
    expect(networks.map(({ outputs }) => outputs)).toEqual([undefined, [1, 0], undefined]);
    expect(notes).toEqual([
      'The outputs of other are in another order than the classes of data ("a" is output 1): they are matched by name.',
    ]);
  });

  test("is the network's where the data have some of its classes and all outputs count, for all networks", () => {
    const networks = [unnamed("first", 3), network("second", ["x", "b", "a"]), network("third", ["a", "b", "x"])];
    const aligned = alignClasses(data("a", "b"), networks, "count");
    expect(aligned.dataset.classes).toEqual(["x", "b", "a"]);
    expect([...aligned.dataset.labels]).toEqual([2, 1, 1]);
    expect(aligned.dataset.notes?.()).toEqual(aligned.notes);
    expect(aligned.networks.map(({ outputs }) => outputs)).toEqual([undefined, undefined, [2, 1, 0]]);
  });

  test("is the data's where they have some of the classes: the logits of the others are left out", async () => {
    const { dataset, networks, notes } = alignClasses(data("a", "b"), [
      network("first", ["x", "b", "a"]),
      network("second", ["a", "b"]),
      // As many outputs as the first, without names: taken to be in its order.
      unnamed("third", 3),
    ]);
    expect([dataset.classes, networks.map(({ classes }) => classes.length)]).toEqual([
      ["a", "b"],
      [2, 2, 2],
    ]);
    expect(networks.map(({ outputs }) => outputs)).toEqual([[2, 1], undefined, [2, 1]]);
    expect(notes[0]).toContain("data has 2 of the 3 classes that first tells apart, matched by name: the logits of");
    const engine = await createEngine("cpu");
    const classifier = await createClassifier(networks[0], engine, { batch: 1 });
    // Logits of a red of 1 are 1, 2, 3: class a is output 2, b is output 1.
    expect([...(await classifier.logits(Float32Array.of(1, 0, 0)))]).toEqual([3, 2]);
    await classifier.dispose();
    await engine.dispose();
  });

  test("is the outputs' where the data's classes are all numbers of outputs, and says so", () => {
    const { dataset, networks, notes } = alignClasses(data("0", "1"), [network("n", ["cat", "dog"])]);
    expect([dataset.classes, networks[0].outputs]).toEqual([["0", "1"], undefined]);
    expect(notes).toEqual([
      'The classes of data are numbers: number k is taken to be output k of n (0 is "cat", 1 is "dog").',
    ]);
    expect(() => alignClasses(data("0", "1"), [network("n", ["cat", "dog", "owl"])])).toThrow(/none for "0", "1"/);
    expect(() => alignClasses(data("1", "2"), [network("n", ["cat", "dog"])])).toThrow(/none for "1", "2"/);
  });

  test("takes numbers for names only where the data have them too", () => {
    expect(alignClasses(data("a", "b"), [network("n", ["LABEL_0", "LABEL_1"])]).notes).toEqual([]);
    expect(alignClasses(data("1", "2"), [network("n", ["2", "1"])]).networks[0].outputs).toEqual([1, 0]);
  });
});

describe("refused", () => {
  const refuses = (dataset: Dataset, networks: readonly Network[], message: RegExp) =>
    expect(() => alignClasses(dataset, networks)).toThrow(message);

  test("outputs that no class is called like", () =>
    refuses(data("cat", "dog"), [network("n", ["cat", "bird"])], /got none for "dog" \(its outputs: "cat", "bird"\)/));
  test("names that are not unique", () =>
    refuses(data("crane", "x"), [network("n", ["crane", "crane", "x"])], /"crane" alone: names are not unique/));
  test("another number of outputs without names", () => {
    refuses(data("a", "b"), [unnamed("n", 1000)], /expected 2 classes, as data has, but got 1000\. .*`classes` FILE/);
    refuses(data("a", "b", "c"), [unnamed("n", 2)], /expected 3 classes, as data has, but got 2\. Choose the data set/);
  });
  test("two networks of different classes, where all outputs count", () => {
    const networks = [network("n", ["a", "b"]), network("m", ["a", "c"])];
    expect(() => alignClasses(data("a"), networks, "count")).toThrow(/checkpoint m: .*got none for "b"/);
    expect(alignClasses(data("a"), networks).networks.map(({ outputs }) => outputs)).toEqual([[0], [0]]);
  });
});
