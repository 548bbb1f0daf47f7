import { expect, test } from "vitest";
import { percent } from "../../src/core/percent.ts";
import { significant } from "../../src/core/significant.ts";

test("percent has one decimal", () => {
  expect(percent(0.4567)).toBe("45.7 %");
  expect(percent(0)).toBe("0.0 %");
  expect(percent(1)).toBe("100.0 %");
});

test("significant digits come without trailing zeros", () => {
  expect(significant(8 / 255)).toBe("0.0314");
  expect(significant(0.05)).toBe("0.05");
  expect(significant(27.7128)).toBe("27.7");
  expect(significant(1234.5678, 6)).toBe("1234.57");
});
