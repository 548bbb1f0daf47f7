import { expect, test } from "vitest";
import { systemProblem } from "../../src/cli/system-problem.ts";

test("a full disk is no fault of the program: it says what to do, and that nothing is lost", () => {
  const error = Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    path: "/x/a.f32",
  });
  expect(systemProblem(error)).toBe(
    "/x/a.f32: the disk is full (ENOSPC). Free some space and give the same command again: what was done is kept.",
  );
});

test("other errors are left alone", () => {
  expect(systemProblem(new TypeError("x is undefined"))).toBeUndefined();
  expect(systemProblem(Object.assign(new Error("?"), { code: "ERR_INVALID_ARG_TYPE" }))).toBeUndefined();
});
