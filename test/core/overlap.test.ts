import { expect, test } from "vitest";
import { overlap } from "../../src/core/overlap.ts";

/** Work that ends when it is told to. */
function work() {
  const ends = new Map<number, (error?: Error) => void>();
  const reports = new Map<number, (event: string) => void>();
  const log = { started: 0, running: 0, most: 0 };
  const start = (item: number, early: (event: string) => void) => {
    log.started++;
    log.most = Math.max(log.most, ++log.running);
    reports.set(item, early);
    return new Promise<string>((resolve, reject) => {
      ends.set(item, (error) => {
        log.running--;
        if (error === undefined) resolve(`${item} done`);
        else reject(error);
      });
    });
  };
  return { start, ends, reports, log };
}

const settle = () => new Promise(setImmediate);

test("results come in order, reports at once, and few items are under way", async () => {
  const { start, ends, reports, log } = work();
  const events: string[] = [];
  const reading = (async () => {
    for await (const event of overlap([0, 1, 2, 3], 1, start)) events.push(event);
  })();
  await settle();
  reports.get(1)!("1 half");
  await settle();
  ends.get(1)!();
  await settle();
  expect(events).toEqual(["1 half"]);
  expect(log.started).toBe(2);
  ends.get(0)!();
  await settle();
  await settle();
  expect(events).toEqual(["1 half", "0 done", "1 done"]);
  reports.get(2)!("2 half");
  reports.get(3)!("3 half");
  ends.get(3)!();
  ends.get(2)!();
  await reading;
  expect(events.slice(3).toSorted()).toEqual(["2 done", "2 half", "3 done", "3 half"]);
  expect(events.indexOf("2 done")).toBeLessThan(events.indexOf("3 done"));
  expect(log.most).toBe(2);
});

test("items may come from a stream, which is ended when the caller stops", async () => {
  let ended = false;
  async function* stream() {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      ended = true;
    }
  }
  const found: number[] = [];
  for await (const square of overlap(stream(), 2, async (i) => i * i)) {
    found.push(square);
    if (found.length === 4) break;
  }
  expect(found).toEqual([0, 1, 4, 9]);
  expect(ended).toBe(true);
});

test("an item that fails is heard in its turn, after those before it, and nothing is left running", async () => {
  const { start, ends, log } = work();
  const events: string[] = [];
  const reading = (async () => {
    for await (const event of overlap([0, 1, 2], 1, start)) events.push(event);
  })();
  reading.catch(() => {});
  await settle();
  ends.get(1)!(new Error("no"));
  await settle();
  ends.get(0)!();
  await settle();
  await settle();
  ends.get(2)?.();
  await expect(reading).rejects.toThrow("no");
  expect(events).toEqual(["0 done"]);
  expect(log.running).toBe(0);
});
