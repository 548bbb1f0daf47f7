/**
 * Works on several items at a time, the next ones while the first is not done: `ahead` of it, so memory stays the same
 * however many there are.
 *
 * @param work what it returns is given in the order of the items; what it reports to `early` meanwhile, at once
 * @example
 * const squares = [];
 * for await (const square of overlap([1, 2, 3], 1, async (i) => i * i)) squares.push(square);
 * squares // [1, 4, 9]
 */
export async function* overlap<Item, Event>(
  items: Iterable<Item> | AsyncIterable<Item>,
  ahead: number,
  work: (item: Item, early: (event: Event) => void) => Promise<Event>,
): AsyncGenerator<Event, void, undefined> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const started: Promise<Event>[] = [];
  const reported: Event[] = [];
  let wake = () => {};
  const early = (event: Event) => {
    reported.push(event);
    wake();
  };
  try {
    for (let done = false; ; ) {
      while (!done && started.length <= ahead) {
        const next = await source.next();
        if (next.done) done = true;
        else {
          const result = work(next.value, early);
          // It may fail before its turn comes: it is heard then, and must not count as unhandled until then.
          result.catch(() => {});
          started.push(result);
        }
      }
      const first = started[0];
      if (first === undefined) return;
      let settled = false;
      const end = first.then(
        () => {
          settled = true;
        },
        () => {
          settled = true;
        },
      );
      while (!settled) {
        while (reported.length > 0) yield reported.shift()!;
        const report = new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (reported.length === 0) await Promise.race([end, report]);
      }
      while (reported.length > 0) yield reported.shift()!;
      started.shift();
      yield await first;
    }
  } finally {
    // The caller may close what the work uses as soon as this ends, so nothing may be under way any more.
    await Promise.allSettled(started);
    await source.return?.();
  }
}
