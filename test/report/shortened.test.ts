import { expect, test } from "vitest";
import { shortened } from "../../src/report/shortened.ts";

test("long text is cut and marked, between letters", () => {
  expect(shortened("convolution", 5)).toBe("conv…");
  expect(shortened("conv", 4)).toBe("conv");
  expect(shortened("🐈🐈🐈", 2)).toBe("🐈…");
});
