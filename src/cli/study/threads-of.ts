import { availableParallelism } from "node:os";

/** Threads of each command where several run at a time: what the user says, or the processor's cores shared out. */
export function threadsOf({
  jobs,
  threads,
}: {
  readonly jobs: number;
  readonly threads?: number | undefined;
}): number | undefined {
  return threads ?? (jobs === 1 ? undefined : Math.max(1, Math.floor(availableParallelism() / jobs)));
}
