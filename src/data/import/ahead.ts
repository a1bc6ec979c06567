/** Runs work whose results are needed in order, and starts some of it ahead of time, so that waits for the disk overlap. */
export function* begunAhead<T, R>(items: readonly T[], work: (item: T) => Promise<R>, ahead: number): Generator<readonly [T, Promise<R>]> {
  const begun: Promise<R>[] = []
  for (const [n, item] of items.entries()) {
    while (begun.length <= ahead && n + begun.length < items.length) {
      const answer = work(items[n + begun.length]!)
      // The result may never be awaited.
      answer.catch(() => undefined)
      begun.push(answer)
    }
    yield [item, begun.shift()!]
  }
}
