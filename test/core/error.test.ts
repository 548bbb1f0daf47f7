import { expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";

test("says what was wrong, expected, got, and what to do, each once", () => {
  const details = { expected: "a label in 0...99", got: "100", remedy: "Check `labels`." };
  expect(new InputError("row 3", details).message).toBe(
    "row 3: expected a label in 0...99, but got 100. Check `labels`.",
  );
});

test("one full stop, whatever a library's sentence has; an ellipsis is kept", () => {
  const message = (got: string) => new InputError("a.zip", { expected: "a zip", got }).message;
  expect(message("a truncated file.")).toBe("a.zip: expected a zip, but got a truncated file.");
  expect(message("bytes 00...")).toBe("a.zip: expected a zip, but got bytes 00....");
});
