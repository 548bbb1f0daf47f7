/**
 * Results of tasks, in the order of the tasks. While the caller works on one result, the tasks of the next ones are
 * under way: `ahead` of them, so memory stays the same however many there are.
 *
 * @example
 * const squares = [];
 * for await (const square of inOrder([1, 2, 3].map((i) => async () => i * i), 2)) squares.push(square);
 * squares // [1, 4, 9]
 */
export async function* inOrder<T>(
  tasks: Iterable<() => Promise<T>>,
  ahead: number,
): AsyncGenerator<T, void, undefined> {
  const started: Promise<T>[] = [];
  const source = tasks[Symbol.iterator]();
  try {
    for (let done = false; ; ) {
      while (!done && started.length <= ahead) {
        const next = source.next();
        if (next.done) done = true;
        else {
          const result = next.value();
          // A task may fail before its turn comes: it is heard then, and must not count as unhandled until then.
          result.catch(() => {});
          started.push(result);
        }
      }
      const first = started.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    // The caller may close what the tasks use as soon as this ends, so nothing may be under way any more.
    await Promise.allSettled(started);
  }
}
