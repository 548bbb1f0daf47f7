import { SIGNAL_EXIT } from "./exit-codes.ts";

/** The user or the system asked the program to stop; what was done is kept. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(
    message: string,
    /** 128 and the signal's number, as shells have it. */
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/**
 * While `work` runs, the first interruption (Ctrl-C, SIGTERM) aborts the signal that it is given instead of ending the
 * process; a second one ends it at once.
 *
 * @returns what `work` returns, and the exit code of the signal that came, if one did
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly value: T; readonly exitCode: number | undefined }> {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listeners = Object.entries(SIGNAL_EXIT).map(([name, code]) => {
    const listener = () => {
      exitCode = code;
      controller.abort();
    };
    process.once(name, listener);
    return { name, listener };
  });
  try {
    return { value: await work(controller.signal), exitCode };
  } finally {
    for (const { name, listener } of listeners) process.off(name, listener);
  }
}
