/**
 * Exit codes: 0 done and passed; 1 a fault of the program or the system, or a part of the work failed; 2 wrong use or input; 3 results that cannot be
 * put together; 4 figures that cannot be relied on, with --strict; 100 a gate failed; 130 and 143 an interruption, after
 * which the same command goes on.
 */
export const EXIT = { done: 0, fault: 1, input: 2, incomparable: 3, unreliable: 4, failed: 100 } as const;

/** 128 and the signal's number, as shells have it. */
export const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143 } as const;
