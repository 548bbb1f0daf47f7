import { afterEach, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createWorkerPool, TimeoutError, type WorkerPool } from "../../src/data/worker-pool.ts";

/** A thread that does what its task says, in the protocol of `answerTasks`. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId, workerData } from "node:worker_threads";
    parentPort.on("message", ({ kind, milliseconds = 0 }) => {
      if (kind === "hang") for (;;) {}
      if (kind === "die") process.exit(1);
      if (kind === "throw") throw new Error("thrown");
      if (kind === "refuse") parentPort.postMessage({ subject: "x", details: { expected: "a", got: "b" } });
      if (kind === "allow") parentPort.postMessage({ time: 60000 });
      if (kind === "answer" || kind === "allow") {
        setTimeout(() => parentPort.postMessage({ answer: { threadId, workerData } }), milliseconds);
      }
    });
  `)}`,
);

type Task = { readonly kind: string; readonly milliseconds?: number };
type Pool = WorkerPool<Task, { readonly threadId: number; readonly workerData: unknown }>;
let pool: Pool;
const start = (options: { threads?: number; timeLimit?: number; workerData?: unknown } = {}): Pool => {
  pool = createWorkerPool({ script, threads: 1, ...options });
  return pool;
};
afterEach(() => pool.close());

test("threads answer, share what they were given, and are used again", async () => {
  const { run } = start({ threads: 2, workerData: { side: 8 } });
  const answers = await Promise.all(Array.from({ length: 20 }, () => run({ kind: "answer", milliseconds: 2 })));
  expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(2);
  for (const { workerData } of answers) expect(workerData).toEqual({ side: 8 });
});

test("a task that takes too long is ended with its thread, and the others are answered", async () => {
  const { run } = start({ timeLimit: 1000 });
  const [hung, after] = await Promise.allSettled([run({ kind: "hang" }), run({ kind: "answer" })]);
  expect(hung).toMatchObject({ status: "rejected", reason: expect.any(TimeoutError) });
  expect(after.status).toBe("fulfilled");
});

test("a task may ask for more time", async () => {
  const { run } = start({ timeLimit: 500 });
  await expect(run({ kind: "allow", milliseconds: 1500 })).resolves.toBeDefined();
});

test("an answer that came while the caller was busy is in time", async () => {
  const { run } = start({ timeLimit: 300 });
  await run({ kind: "answer" }); // the thread is there
  const answer = run({ kind: "answer", milliseconds: 20 });
  const end = performance.now() + 2500;
  while (performance.now() < end);
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
  const under = run({ kind: "answer", milliseconds: 60_000 });
  const rejected = expect(under).rejects.toThrow(/closed/);
  await close();
  await rejected;
  await expect(run({ kind: "answer" })).rejects.toThrow(/closed/);
});
