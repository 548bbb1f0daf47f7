import { expect, test } from "vitest";
import { inOrder } from "../../src/core/in-order.ts";

/** Tasks that end when they are told to, and how many are under way. */
function tasks(count: number) {
  const ends: ((error?: Error) => void)[] = [];
  let [running, most] = [0, 0];
  const list = Array.from({ length: count }, (_, i) => () => {
    running++;
    most = Math.max(most, running);
    return new Promise<number>((resolve, reject) => {
      ends[i] = (error) => {
        running--;
        if (error === undefined) resolve(i);
        else reject(error);
      };
    });
  });
  return { list, ends, started: () => ends.length, most: () => most, running: () => running };
}

test("results come in the order of the tasks, whatever the order in which these end", async () => {
  const { list, ends, most } = tasks(5);
  const results: number[] = [];
  const work = (async () => {
    for await (const result of inOrder(list, 2)) results.push(result);
  })();
  // One and two ahead: the last of those that are under way ends first.
  ends[2]();
  ends[1]();
  await new Promise(setImmediate);
  expect(results).toEqual([]);
  for (let i = 0; i < 5; i++) {
    while (ends[i] === undefined) await new Promise(setImmediate);
    if (i !== 1 && i !== 2) ends[i]();
  }
  await work;
  expect(results).toEqual([0, 1, 2, 3, 4]);
  expect(most()).toBe(3);
});

test("a task that fails early is heard in its turn, and no task is under way afterwards", async () => {
  const { list, ends, running, started } = tasks(6);
  const results: number[] = [];
  const work = (async () => {
    for await (const result of inOrder(list, 1)) results.push(result);
  })();
  ends[1](new Error("the second"));
  await new Promise(setImmediate);
  ends[0]();
  while (ends[2] === undefined) await new Promise(setImmediate);
  setTimeout(() => ends[2](), 20);
  await expect(work).rejects.toThrow("the second");
  expect(results).toEqual([0]);
  expect([running(), started()]).toEqual([0, 3]);
});

test("none, and a caller that stops", async () => {
  for await (const _ of inOrder([], 3)) throw new Error("there is nothing");
  const { list, ends } = tasks(9);
  setImmediate(() => ends.forEach((end) => void end()));
  for await (const result of inOrder(list, 3)) {
    expect(result).toBe(0);
    break;
  }
  expect(ends.length).toBe(4);
});
