import { describe, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { type ClassOrderDoubt, doubtClassOrder } from "../../src/model/class-order-check.ts";

const random = createRandom("class order");
/** Names without numbers, which have one order only. */
const names = (count: number) => Array.from({ length: count }, (_, k) => "a".repeat(k + 1));
/** So many labels of so many classes in turn, and the answers of a network that is right with a probability. */
function sample(count: number, classes: number, right: number, meant = (label: number) => label, seed = 0) {
  const draw = random.fork("sample", `${count} ${classes} ${right}`, seed);
  const labels = Array.from({ length: count }, (_, i) => i % classes);
  const answers = labels.map((label) => meant(draw.uniform() < right ? label : draw.integer(classes)));
  return { labels, answers };
}

describe("says so", () => {
  test("where outputs are in the order of text and classes in that of numbers", () => {
    const classes = Array.from({ length: 11 }, (_, i) => `${i + 1}`);
    // Text order: 1, 10, 11, 2, ..., 9. Class "2" (index 1) is output 3.
    const text = ["1", "10", "11", "2", "3", "4", "5", "6", "7", "8", "9"];
    const doubt = doubtClassOrder(
      sample(44, 11, 1, (label) => text.indexOf(`${label + 1}`)),
      classes,
    );
    // Only class "1" has the same place in both.
    expect(doubt).toEqual({ kind: "order", order: "text", own: 4 / 44, accuracy: 1 });
  });

  test("where two classes are exchanged", () => {
    const doubt = doubtClassOrder(
      sample(100, 2, 0.9, (label) => 1 - label),
      ["mask", "no mask"],
    );
    expect(doubt).toMatchObject({ kind: "assignment", count: 50 });
    expect([...(doubt as Extract<ClassOrderDoubt, { kind: "assignment" }>).classOf].sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test("where some classes of many are exchanged", () => {
    const exchanged = (label: number) => (label < 4 ? (label + 1) % 4 : label);
    const doubt = doubtClassOrder(sample(256, 10, 0.9, exchanged), names(10));
    expect(doubt).toMatchObject({ kind: "assignment" });
    expect((doubt as { own: number }).own).toBeGreaterThan(0.4);
    expect((doubt as { accuracy: number }).accuracy).toBeGreaterThan(0.8);
  });

  test("where fewer are right than chance would have, although no assignment is right", () => {
    // Never right, and otherwise without any preference.
    const labels = Array.from({ length: 240 }, (_, i) => i % 4);
    const draw = random.fork("wrong");
    const answers = labels.map((label) => (label + 1 + draw.integer(3)) % 4);
    const doubt = doubtClassOrder({ labels, answers }, names(4));
    expect(doubt?.kind).toBe("below-chance");
    expect(doubt?.own).toBe(0);
    expect((doubt as { chance: number }).chance).toBeCloseTo(0.25, 1);
  });
});

describe("says nothing", () => {
  test.for([1, 0.9, 0.5, 0.2])("of a network that is right with probability %s", (right) => {
    for (let seed = 0; seed < 20; seed++) {
      expect(doubtClassOrder(sample(256, 10, right, undefined, seed), names(10))).toBeUndefined();
    }
  });

  test("of networks that know nothing, whatever the sample's size: no more alarms than one in 300", () => {
    let alarms = 0;
    const trials = 1800;
    for (let seed = 0; seed < trials; seed++) {
      const [count, classes] = [
        [8, 2],
        [44, 11],
        [256, 10],
        [256, 2],
        [64, 100],
        [30, 3],
      ][seed % 6];
      if (doubtClassOrder(sample(count, classes, 0, undefined, seed), names(classes)) !== undefined) alarms++;
    }
    // Three tests at 0.1 % each: at most 5.4 are expected; 17 or more have a probability below 0.01 %.
    expect(alarms).toBeLessThan(17);
  });

  test("of a network that always gives one answer, or none that is a number", () => {
    const labels = Array.from({ length: 256 }, (_, i) => i % 10);
    expect(doubtClassOrder({ labels, answers: labels.map(() => 3) }, names(10))).toBeUndefined();
    expect(doubtClassOrder({ labels, answers: labels.map(() => -1) }, names(10))).toBeUndefined();
  });

  test("of a few images, all wrong", () => {
    // 7 images of two classes, 0 right: of answers that know nothing one in 128 does that.
    const labels = [0, 1, 0, 1, 0, 1, 0];
    expect(doubtClassOrder({ labels, answers: labels.map((label) => 1 - label) }, names(2))).toBeUndefined();
  });
});
