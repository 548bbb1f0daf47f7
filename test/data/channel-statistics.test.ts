import { expect, test } from "vitest";
import { channelStatistics } from "../../src/data/channel-statistics.ts";
import { smallDataset } from "./small-dataset.ts";

test("worked by hand: black and white; 0, 51, 102; 0 and 255 once in four", async () => {
  const one = await channelStatistics(await smallDataset([0, 0], undefined, Uint8Array.of(0, 0, 0, 255, 255, 255)));
  expect(one).toEqual({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });

  const pixels = Uint8Array.of(0, 0, 255, 51, 0, 0, 102, 0, 0, 51, 255, 0);
  const { mean, std } = await channelStatistics(await smallDataset([0, 0, 0, 0], undefined, pixels));
  // Red: 0, 0.2, 0.4, 0.2: mean 0.2, variance (0.04 + 0.04) / 4 = 0.02. Green, blue: 1 once in 4: variance 3 / 16.
  const expected = { mean: [0.2, 0.25, 0.25], std: [Math.sqrt(0.02), Math.sqrt(3) / 4, Math.sqrt(3) / 4] };
  for (let k = 0; k < 3; k++) {
    expect(mean[k]).toBeCloseTo(expected.mean[k], 12);
    expect(std[k]).toBeCloseTo(expected.std[k], 12);
  }
});

test("a channel that never varies is refused", async () => {
  const dataset = await smallDataset([0, 0], undefined, Uint8Array.of(0, 9, 0, 255, 9, 255));
  await expect(channelStatistics(dataset)).rejects.toThrow(
    /small, train split: .*vary.*but got channel 1 with 9 everywhere/,
  );
});
