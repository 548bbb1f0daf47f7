import { expect, test } from "vitest";
import { constantSetFor, corruptionsOf, findCorruption, LARGEST_CIFAR_SIDE, suites } from "../../corruptions/index.ts";

const ids = (suite: string) => corruptionsOf(suite).map(({ id }) => id);

test("the fifteen are those of the CIFAR-10-C files, in the order of make_cifar_c.py; the four extra ones follow", () => {
  const standard =
    "gaussian_noise shot_noise impulse_noise defocus_blur glass_blur motion_blur zoom_blur snow frost fog brightness " +
    "contrast elastic_transform pixelate jpeg_compression";
  expect(ids("standard-15").join(" ")).toBe(standard);
  expect(ids("all-19").join(" ")).toBe(`${standard} speckle_noise gaussian_blur spatter saturate`);
});

test("the paper's ten leave out noise, pixelate and JPEG, and read the second GB either way", () => {
  const out = ["gaussian_noise", "shot_noise", "impulse_noise", "pixelate", "jpeg_compression"];
  expect(ids("paper-10")).toEqual(ids("standard-15").filter((id) => !out.includes(id)));
  expect(ids("paper-10-gaussian")).toEqual(ids("paper-10").map((id) => (id === "zoom_blur" ? "gaussian_blur" : id)));
});

test("unknown names are answered with the known ones", () => {
  expect(() => findCorruption("fogg")).toThrow(/one of .*fog, .*but got "fogg"/);
  expect(() => corruptionsOf("all-20")).toThrow(suites.map(({ id }) => id).join(", "));
  expect(findCorruption("fog").family).toBe("weather");
  expect(corruptionsOf("standard-15").length).toBe(15);
});

test("constants are CIFAR's up to the boundary and ImageNet's above, unless chosen", () => {
  const square = (side: number) => ({ height: side, width: side });
  expect(constantSetFor(square(32))).toBe("cifar");
  expect(constantSetFor(square(LARGEST_CIFAR_SIDE))).toBe("cifar");
  expect(constantSetFor(square(LARGEST_CIFAR_SIDE + 1))).toBe("imagenet");
  expect(constantSetFor(square(224))).toBe("imagenet");
  expect(constantSetFor({ height: 64, width: 500 })).toBe("cifar");
  expect(constantSetFor(square(32), { constants: "imagenet" })).toBe("imagenet");
});
