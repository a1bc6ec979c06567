/** Lines of equal value through a square grid of numbers, by marching squares. Pure; draws nothing. */

/** From and to, in columns and rows of the grid. */
type Segment = readonly [x1: number, y1: number, x2: number, y2: number]

/** @param values by row. A square with a corner that is no number has no line. */
export function contour(values: ArrayLike<number>, size: number, level: number): Segment[] {
  const segments: Segment[] = []
  for (let row = 0; row + 1 < size; row++)
    for (let column = 0; column + 1 < size; column++) {
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ] as const
      const heights = corners.map(([x, y]) => values[y * size + x]! - level)
      if (!heights.every(Number.isFinite)) continue
      const crossings = corners.flatMap(([x, y], i) => {
        const [from, to] = [heights[i]!, heights[(i + 1) % 4]!]
        if (from >= 0 === to >= 0) return []
        const [nextX, nextY] = corners[(i + 1) % 4]!
        const part = from / (from - to)
        return [[x + part * (nextX - x), y + part * (nextY - y)] as const]
      })
      // A saddle has two lines: which corners they cut off is decided by its middle.
      const middle = heights.reduce((sum, height) => sum + height, 0) / 4
      const pairs =
        crossings.length < 4
          ? [[0, 1]]
          : middle >= 0 === heights[0]! >= 0
            ? [
                [0, 1],
                [2, 3],
              ]
            : [
                [3, 0],
                [1, 2],
              ]
      if (crossings.length > 0) for (const [a, b] of pairs) segments.push([...crossings[a!]!, ...crossings[b!]!])
    }
  return segments
}

/** The value between grid points, from the four around it. */
export function between(values: ArrayLike<number>, size: number, x: number, y: number): number {
  const [column, row] = [Math.min(size - 2, Math.floor(x)), Math.min(size - 2, Math.floor(y))]
  const [right, up] = [x - column, y - row]
  const at = (c: number, r: number) => values[(row + r) * size + column + c]!
  return (1 - up) * ((1 - right) * at(0, 0) + right * at(1, 0)) + up * ((1 - right) * at(0, 1) + right * at(1, 1))
}
