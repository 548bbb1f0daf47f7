import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tangoInterval } from "../../../metrics/index.ts";
import { tangoStatistic } from "../../../metrics/intervals/tango.ts";

interface Fixture {
  readonly intervals: readonly {
    readonly first: number;
    readonly second: number;
    readonly count: number;
    readonly level: number;
    readonly interval: readonly [number, number];
  }[];
  readonly statistics: readonly {
    readonly first: number;
    readonly second: number;
    readonly count: number;
    readonly difference: number;
    readonly statistic: number;
  }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/metrics/tango.json", import.meta.url), "utf8"),
);

describe("Tango's score interval", () => {
  test("of published examples", () => {
    // Fagerland, Lydersen and Laake 2014: airway hyper-responsiveness before and after transplantation.
    const [low, high] = tangoInterval({ onlyFirst: 7, onlySecond: 1, count: 21 });
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(["-0.517", "-0.026"]);
    // R package contingencytables: response before and after consolidation therapy.
    const therapy = tangoInterval({ onlyFirst: 16, onlySecond: 6, count: 161 });
    expect(therapy.map((end) => end.toFixed(4))).toEqual(["-0.1240", "-0.0054"]);
  });
  test.each(fixture.intervals)(
    "$first and $second of $count at $level, as from the numerical likelihood",
    ({ first, second, count, level, interval }) => {
      const found = tangoInterval({ onlyFirst: first, onlySecond: second, count }, level);
      expect(found[0]).toBeCloseTo(interval[0], 6);
      expect(found[1]).toBeCloseTo(interval[1], 6);
    },
  );
  test("mirrors where the models change places", () => {
    const [low, high] = tangoInterval({ onlyFirst: 16, onlySecond: 6, count: 161 });
    const [lowBack, highBack] = tangoInterval({ onlyFirst: 6, onlySecond: 16, count: 161 });
    expect(lowBack).toBeCloseTo(-high, 12);
    expect(highBack).toBeCloseTo(-low, 12);
  });
  test("ends at the ends where all examples are discordant one way", () => {
    expect(tangoInterval({ onlyFirst: 9, onlySecond: 0, count: 9 })[0]).toBe(-1);
    expect(tangoInterval({ onlyFirst: 0, onlySecond: 9, count: 9 })[1]).toBe(1);
  });
});

describe("Tango's statistic", () => {
  test.each(fixture.statistics)(
    "$first and $second of $count, difference $difference",
    ({ first, second, count, difference, statistic }) => {
      expect(tangoStatistic({ onlyFirst: first, onlySecond: second, count }, difference)).toBeCloseTo(statistic, 5);
    },
  );
  test("at no difference is McNemar's: (c - b) / sqrt(b + c)", () => {
    const shares = { onlyFirst: 16, onlySecond: 6, count: 161 };
    expect(tangoStatistic(shares, 0)).toBeCloseTo((6 - 16) / Math.sqrt(22), 12);
  });
  test("without discordant examples there is nothing against no difference", () => {
    expect(tangoStatistic({ onlyFirst: 0, onlySecond: 0, count: 50 }, 0)).toBe(0);
  });
});
