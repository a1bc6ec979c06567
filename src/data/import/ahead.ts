/** Work whose answers are needed in order, some of it begun ahead of its turn: what waits for a disk waits together. */
export function* begunAhead<T, R>(items: readonly T[], work: (item: T) => Promise<R>, ahead: number): Generator<readonly [T, Promise<R>]> {
  const begun: Promise<R>[] = []
  for (const [n, item] of items.entries()) {
    while (begun.length <= ahead && n + begun.length < items.length) {
      const answer = work(items[n + begun.length]!)
      // Its turn may never come.
      answer.catch(() => undefined)
      begun.push(answer)
    }
    yield [item, begun.shift()!]
  }
}
