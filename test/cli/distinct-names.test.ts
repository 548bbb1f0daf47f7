import { expect, test } from "vitest";
import { distinctNames } from "../../src/cli/distinct-names.ts";

const names = (...paths: string[]) =>
  distinctNames(
    paths.map((path) => ({
      path,
      name: (path.split("/").at(-1) as string).replace(/\.\w+$/, ""),
    })),
  );

test("names that differ stay as they are", () => {
  expect(names("runs/a.pth", "runs/b.pth")).toEqual(["a", "b"]);
});

test("the ending tells, else the folder, else both, else more folders", () => {
  expect(names("runs/m.pth", "runs/m.onnx")).toEqual(["m.pth", "m.onnx"]);
  expect(names("runs/a/best.pth", "runs/b/best.pth")).toEqual(["a/best", "b/best"]);
  expect(names("a/m.pth", "b/m.pth", "b/m.onnx")).toEqual(["a/m", "b/m.pth", "m.onnx"]);
  expect(names("one/x/best.pth", "two/x/best.pth")).toEqual(["one/x/best", "two/x/best"]);
});

test("only namesakes are lengthened", () => {
  expect(names("a/m.pth", "b/m.pth", "c.pth")).toEqual(["a/m", "b/m", "c"]);
});

test("one file given twice keeps one name twice, for the evaluation to refuse", () => {
  expect(names("a/m.pth", "./a/m.pth")).toEqual(["m", "m"]);
});
