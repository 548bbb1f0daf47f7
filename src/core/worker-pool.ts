import { Worker } from "node:worker_threads";
import { InputError } from "./error.ts";
import type { WorkerMessage } from "./worker-thread.ts";

/** Worker threads that answer tasks, each one task at a time. */
export interface WorkerPool<Task, Answer> {
  readonly threads: number;
  /** @throws what the task's work threw, or `TimeoutError` */
  run(task: Task): Promise<Answer>;
  close(): Promise<void>;
}

export interface WorkerPoolOptions {
  /** The threads' program, which calls `answerTasks`. */
  readonly script: URL;
  readonly threads: number;
  /** What the program finds in `workerData`. */
  readonly workerData?: unknown;
  /** Time for one task, in milliseconds, unless the task asks for more; then its thread is ended. Default: no limit. */
  readonly timeLimit?: number;
}

/** A task took longer than it may. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

interface Job<Task, Answer> {
  readonly task: Task;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts threads when there is work for them. A thread that has no work does not keep the program from ending; one that
 * died or took too long is replaced, and only its own task fails.
 */
export function createWorkerPool<Task, Answer>({
  script,
  threads,
  workerData,
  timeLimit = Number.POSITIVE_INFINITY,
}: WorkerPoolOptions): WorkerPool<Task, Answer> {
  const waiting: Job<Task, Answer>[] = [];
  const idle: Worker[] = [];
  const running = new Map<Worker, Job<Task, Answer> & { timer: NodeJS.Timeout | undefined }>();
  let closed = false;

  const release = (worker: Worker) => {
    const job = running.get(worker);
    clearTimeout(job?.timer);
    running.delete(worker);
    return job;
  };
  const drop = (worker: Worker, error: Error) => {
    worker.removeAllListeners();
    // Ending it may fail in its own ways, none of which matters any more.
    worker.on("error", () => {});
    void worker.terminate();
    const at = idle.indexOf(worker);
    if (at !== -1) idle.splice(at, 1);
    release(worker)?.reject(error);
    dispatch();
  };
  const timerOf = (worker: Worker, milliseconds: number) => {
    if (milliseconds === Number.POSITIVE_INFINITY) return undefined;
    const end = () => {
      if (running.get(worker)?.timer !== timer) return;
      drop(worker, new TimeoutError(`it took longer than ${Math.round(milliseconds / 1000)} seconds`));
    };
    // This thread may have been busy when the time was up: messages that have come meanwhile are heard before `end`.
    const timer = setTimeout(() => setImmediate(() => setImmediate(end)), milliseconds);
    return timer;
  };
  const start = () => {
    const worker = new Worker(script, { workerData });
    worker.on("message", (message: WorkerMessage<Answer>) => {
      if ("time" in message) {
        const job = running.get(worker);
        if (job?.timer === undefined) return;
        clearTimeout(job.timer);
        job.timer = timerOf(worker, message.time);
        return;
      }
      const job = release(worker);
      worker.unref();
      idle.push(worker);
      if ("answer" in message) job?.resolve(message.answer);
      else job?.reject(new InputError(message.subject, message.details));
      dispatch();
    });
    worker.on("error", (error) => drop(worker, error as Error));
    worker.on("exit", (code) => drop(worker, new Error(`a thread ended with code ${code}`)));
    return worker;
  };
  const dispatch = () => {
    while (waiting.length > 0 && running.size < threads && !closed) {
      const job = waiting.shift() as Job<Task, Answer>;
      const worker = idle.pop() ?? start();
      running.set(worker, { ...job, timer: timerOf(worker, timeLimit) });
      worker.ref();
      worker.postMessage(job.task);
    }
  };

  return {
    threads,
    run: (task) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new Error("the threads are closed"));
          return;
        }
        waiting.push({ task, resolve, reject });
        dispatch();
      }),
    close: async () => {
      closed = true;
      const error = new Error("the threads are closed");
      for (const job of waiting.splice(0)) job.reject(error);
      const workers = [...running.keys(), ...idle];
      for (const worker of running.keys()) release(worker)?.reject(error);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
