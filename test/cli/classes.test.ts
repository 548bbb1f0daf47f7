import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { type Result, resultSchema } from "../../src/result/safety-result.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";
import { capturedIo } from "./captured-io.ts";
import { greyImages, greyNetwork } from "./grey-network.ts";

/** Measures a network that tells `outputs` greys apart on folders: the name of each with the grey that is in it. */
async function measure(
  outputs: number,
  folders: readonly (readonly [string, number])[],
  { count = 4, options = [] as readonly string[], names = "" } = {},
) {
  const files = await Promise.all(folders.map(([name, k]) => greyImages(`data/${name}`, k, outputs, count)));
  const folder = await temporaryFolder({ "grey.onnx": greyNetwork(outputs), ...Object.assign({}, ...files) });
  const classes = names === "" ? [] : ["--classes", join(folder, "names.txt")];
  await writeFile(join(folder, "names.txt"), names);
  const io = capturedIo();
  const data = ["--data", `folder:${join(folder, "data")}`, "--attacks", "none", "--corruptions", "none", "--json"];
  const ckpt = ["--ckpt", join(folder, "grey.onnx"), "--normalize", "none", "--engine", "cpu"];
  const code = await main(["safety", ...ckpt, ...data, "--out", join(folder, "out"), ...classes, ...options], io);
  const result = code === 0 ? resultSchema.parse(JSON.parse(io.out())) : undefined;
  return { code, said: io.err(), result, accuracy: accuracyOf(result) };
}

const accuracyOf = (result: Result | undefined) => result?.checkpoints[0].measurements[0].values["accuracy"];
const numbers = (count: number) => Array.from({ length: count }, (_, i) => [`${i + 1}`, i] as const);

test("folders 1 to 11 are in the order of numbers", async () => {
  const { accuracy, said } = await measure(11, numbers(11));
  expect(accuracy).toBe(1);
  expect(said).not.toContain("--class-order");
});

test("a network of the other order is said at once, with the option that helps", async () => {
  const { accuracy, said } = await measure(11, numbers(11), { options: ["--class-order", "text"] });
  // In both orders class "1" is the first.
  expect(accuracy).toBeCloseTo(1 / 11, 12);
  expect(said).toContain(
    "grey gets 9.1 % of 44 images right, and 100.0 % if its outputs are in natural order of the classes' names (1, 2, 3, 4, ...): try --class-order natural.",
  );
});

test("exchanged classes without names are said at once", async () => {
  const { accuracy, said } = await measure(
    2,
    [
      ["mask", 1],
      ["no mask", 0],
    ],
    { count: 20 },
  );
  expect(accuracy).toBe(0);
  expect(said).toContain(
    "grey gets 0.0 % of 20 images right, and 100.0 % with its outputs in another order (output 0 seems to mean no mask, output 1 seems to mean mask): give the names",
  );
});

test("outputs with names are matched by name, in the run's identity and its result", async () => {
  const folders = [
    ["mask", 1],
    ["no mask", 0],
  ] as const;
  const { accuracy, said, result } = await measure(2, folders, { names: "No_Mask\nMask\n" });
  expect(accuracy).toBe(1);
  const sentence =
    'The outputs of grey are in another order than the classes of data ("mask" is output 1): they are matched by name.';
  expect(said).toContain(sentence);
  expect(result?.data).toMatchObject({ classes: ["mask", "no mask"], notes: [sentence] });
  expect(result?.checkpoints[0].outputs).toEqual([1, 0]);
});

test("names in another order than the outputs are found by what the outputs' places get right", async () => {
  const { accuracy, said } = await measure(
    2,
    [
      ["mask", 0],
      ["no mask", 1],
    ],
    { names: "No_Mask\nMask\n", count: 20 },
  );
  expect(accuracy).toBe(0);
  expect(said).toContain(
    "grey gets 0.0 % of 40 images right by the names of its outputs, and 100.0 % by their places: are the names in another order than the outputs? --classes data takes",
  );
});

test("data with some of the classes: the other outputs are left out, in the result and the run's identity", async () => {
  const folders = [
    ["a", 0],
    ["c", 1],
  ] as const;
  // Grey 1 is "b", which is not among the classes: of the outputs that are left, "a" and "c", one is the nearer.
  const { accuracy, result } = await measure(3, folders, { names: "a\nb\nc" });
  expect(accuracy).toBeGreaterThanOrEqual(0.5);
  expect(result?.data.classes).toEqual(["a", "c"]);
  expect(result?.checkpoints[0].outputs).toEqual([0, 2]);
  expect(result?.data.notes).toEqual([
    "data has 2 of the 3 classes that grey tells apart, matched by name: the logits of the others are left out (`otherOutputs` count lets them be answers, which are wrong).",
  ]);
});

test("or are measured against all outputs", async () => {
  const options = ["--other-outputs", "count"];
  const folders = [
    ["a", 0],
    ["c", 2],
  ] as const;
  const { accuracy, result } = await measure(3, folders, { names: '{"0": "a", "1": "b", "2": "c"}', options });
  expect(accuracy).toBe(1);
  expect(result?.data.classes).toEqual(["a", "b", "c"]);
  expect(result?.data.notes).toEqual([
    "data has 2 of the 3 classes that grey tells apart, matched by name: an answer of any other class is wrong.",
  ]);
  // Grey 1 is not among the classes: in folder "c", every answer is "b".
  const wrong = await measure(
    3,
    [
      ["a", 0],
      ["c", 1],
    ],
    { names: "a\nb\nc", options },
  );
  expect(wrong.accuracy).toBe(0.5);
});

test.for([
  [
    "more outputs than classes, without names",
    "",
    /expected 2 classes, as data has, but got 3\. If it knows .* --classes FILE/,
  ],
  [
    "names that are not the data's",
    "x\ny\nz",
    /called like the classes of data, but got none for "a", "c" \(its outputs: "x", "y", "z"\)/,
  ],
  ["too few names", "a\nc", /expected names of 2 classes|names of 3 classes, one for each output, but got 2\./],
] as const)("%s: refused with what helps", async ([, names, message]) => {
  const { code, said } = await measure(
    3,
    [
      ["a", 0],
      ["c", 2],
    ],
    { names },
  );
  expect(code).toBe(2);
  expect(said).toMatch(message);
});

test("--classes data takes the outputs in the order of the data's classes, whatever they are called", async () => {
  const folders = [
    ["x", 0],
    ["y", 1],
  ] as const;
  expect((await measure(2, folders, { options: ["--classes", "data"] })).accuracy).toBe(1);
});
