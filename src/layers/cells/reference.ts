/** Rows of cells in float64. For tests. */

export interface LevelReference {
  /** [steps, batch, cells of the level, columns], unpadded. */
  readonly first: ArrayLike<number>
  readonly second: ArrayLike<number>
}

export interface CellsReference {
  readonly steps: number
  readonly batch: number
  readonly firsts: number
  readonly seconds: number
}

/** [batch, cells, firsts + seconds] */
export function cells({ steps, batch, firsts, seconds }: CellsReference, levels: readonly LevelReference[]): number[] {
  const raw: number[] = []
  for (let b = 0; b < batch; b++)
    for (const { first, second } of levels) {
      const own = first.length / (steps * batch * firsts)
      const mean = (values: ArrayLike<number>, columns: number, cell: number, c: number) =>
        Array.from({ length: steps }, (_, t) => values[((t * batch + b) * own + cell) * columns + c]!).reduce((a, v) => a + v, 0) / steps
      for (let cell = 0; cell < own; cell++) {
        for (let c = 0; c < firsts; c++) raw.push(mean(first, firsts, cell, c))
        for (let c = 0; c < seconds; c++) raw.push(mean(second, seconds, cell, c))
      }
    }
  return raw
}
