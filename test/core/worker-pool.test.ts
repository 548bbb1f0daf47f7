import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createWorkerPool, TimeoutError, type WorkerPool } from "../../src/core/worker-pool.ts";

/** A thread that does what its task says, in the protocol of `answerTasks`, and says in `flag` when it has. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId, workerData } from "node:worker_threads";
    parentPort.on("message", ({ kind, flag }) => {
      if (kind === "throw") throw new Error("thrown");
      if (kind === "die") process.exit(1);
      if (kind === "refuse") parentPort.postMessage({ subject: "x", details: { expected: "a", got: "b" } });
      if (kind === "allow") parentPort.postMessage({ time: 60000 });
      if (kind === "answer") parentPort.postMessage({ answer: { threadId, workerData } });
      if (flag === undefined) return;
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
      if (kind === "hang") for (;;) {}
      if (kind === "allow") {
        Atomics.wait(flag, 0, 1);
        parentPort.postMessage({ answer: { threadId, workerData } });
      }
    });
  `)}`,
);

type Task = { readonly kind: string; readonly flag?: Int32Array };
type Pool = WorkerPool<Task, { readonly threadId: number; readonly workerData: unknown }>;
let pool: Pool;
const start = (options: { threads?: number; timeLimit?: number; workerData?: unknown } = {}): Pool => {
  pool = createWorkerPool({ script, threads: 1, ...options });
  return pool;
};
// Time passes when the test says so: how fast threads are must not matter.
beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(async () => {
  vi.useRealTimers();
  await pool.close();
});
const newFlag = () => new Int32Array(new SharedArrayBuffer(4));
/** Lets this thread hear what others have said. */
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
};
const until = async (flag: Int32Array) => {
  while (Atomics.load(flag, 0) === 0) await turns(1);
};

test("threads answer, share what they were given, and are used again", async () => {
  const { run } = start({ threads: 2, workerData: { side: 8 } });
  const answers = await Promise.all(Array.from({ length: 20 }, () => run({ kind: "answer" })));
  expect(new Set(answers.map(({ threadId }) => threadId)).size).toBeLessThanOrEqual(2);
  for (const { workerData } of answers) expect(workerData).toEqual({ side: 8 });
});

test("a task that takes too long is ended with its thread, and the others are answered", async () => {
  const { run } = start({ timeLimit: 1000 });
  const flag = newFlag();
  const results = Promise.allSettled([run({ kind: "hang", flag }), run({ kind: "answer" })]);
  await until(flag);
  await vi.advanceTimersByTimeAsync(1001);
  const [hung, after] = await results;
  expect(hung).toMatchObject({ status: "rejected", reason: expect.any(TimeoutError) });
  expect(after.status).toBe("fulfilled");
});

test("a task may ask for more time", async () => {
  const { run } = start({ timeLimit: 1000 });
  const flag = newFlag();
  const answer = run({ kind: "allow", flag });
  await until(flag);
  await turns(5);
  vi.advanceTimersByTime(30_000);
  await turns(5);
  Atomics.store(flag, 0, 2);
  Atomics.notify(flag, 0);
  await expect(answer).resolves.toBeDefined();
});

test("an answer that came while the caller was busy is in time", async () => {
  const { run } = start({ timeLimit: 1000 });
  const flag = newFlag();
  const answer = run({ kind: "answer", flag });
  // Busy until after the thread has answered, and until after the time was up.
  Atomics.wait(flag, 0, 0);
  vi.advanceTimersByTime(5000);
  await expect(answer).resolves.toBeDefined();
});

test.each(["throw", "die"])("a thread that fails (%s) fails its task alone, and is replaced", async (kind) => {
  const { run } = start();
  const first = await run({ kind: "answer" });
  await expect(run({ kind })).rejects.toThrow();
  expect((await run({ kind: "answer" })).threadId).not.toBe(first.threadId);
});

test("what was wrong with a task comes back as an error of the user", async () => {
  const { run } = start();
  await expect(run({ kind: "refuse" })).rejects.toThrow(InputError);
  await expect(run({ kind: "refuse" })).rejects.toThrow("x: expected a, but got b.");
});

test("a closed pool answers nothing", async () => {
  const { run, close } = start();
  const under = run({ kind: "hang", flag: newFlag() });
  const rejected = expect(under).rejects.toThrow(/closed/);
  await close();
  await rejected;
  await expect(run({ kind: "answer" })).rejects.toThrow(/closed/);
});
