import { parentPort, type Transferable } from "node:worker_threads";
import { InputError } from "./error.ts";

/** What a thread says: an answer, what was wrong with the task (an error's class is lost on the way), or what time it needs. */
export type WorkerMessage<Answer> =
  | { readonly answer: Answer }
  | Pick<InputError, "subject" | "details">
  | { readonly time: number };

/**
 * The program of a worker thread of `createWorkerPool`: a task in, its answer out, one after the other.
 *
 * @param work answers a task; `allow` says how long the rest of it may take, in milliseconds
 * @param transfer what of an answer is handed over rather than copied
 */
export function answerTasks<Task, Answer>(
  work: (task: Task, allow: (milliseconds: number) => void) => Answer | Promise<Answer>,
  transfer: (answer: Answer) => Transferable[],
): void {
  const post = (message: WorkerMessage<Answer>, list: Transferable[] = []) => parentPort?.postMessage(message, list);
  parentPort?.on("message", async (task: Task) => {
    try {
      const answer = await work(task, (time) => post({ time }));
      post({ answer }, transfer(answer));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      post({ subject: error.subject, details: error.details });
    }
  });
}
