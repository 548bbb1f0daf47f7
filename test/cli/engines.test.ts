import { expect, test } from "vitest";
import { runEngines } from "../../src/cli/run-engines.ts";
import { capturedIo } from "./captured-io.ts";

test("says of every engine and device whether it computes here, and what is missing", async () => {
  const io = capturedIo();
  await runEngines({ json: true }, io);
  const found = JSON.parse(io.out()) as {
    engine: string;
    device: string;
    ready: boolean;
    problem: string;
    remedy: string;
  }[];
  expect(found.map(({ engine, device }) => `${engine} ${device}`)).toEqual([
    "onnx cpu",
    "onnx webgpu",
    "onnx cuda",
    "tensorflow cpu",
    "cpu cpu",
  ]);
  expect(found[0]!.ready).toBe(true);
  expect(found[4]!.ready).toBe(true);
  for (const { ready, problem, remedy } of found) {
    if (ready) expect(problem).toBeNull();
    else {
      expect(problem).toMatch(/\S/);
      expect(remedy).toMatch(/Or use|or use|Run/);
    }
  }
  const text = capturedIo();
  await runEngines({ json: false }, text);
  expect(text.out()).toMatch(/^ready {5}--engine onnx {2}ONNX Runtime on the processor; the default$/m);
  expect(text.out()).not.toContain("`");
});
