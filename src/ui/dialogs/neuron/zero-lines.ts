/** Where a quantity on a grid is 0, as line segments: marching squares, with each edge crossed in proportion. Pure. */

export type Segment = readonly [x1: number, y1: number, x2: number, y2: number]

/** @param values row by row; cells with a value that is not finite have no segment */
export function zeroLines(columns: readonly number[], rows: readonly number[], values: readonly number[]): Segment[] {
  const segments: Segment[] = []
  for (let row = 0; row + 1 < rows.length; row++)
    for (let column = 0; column + 1 < columns.length; column++) {
      const at = row * columns.length + column
      const corners = [at, at + 1, at + columns.length + 1, at + columns.length].map((index) => values[index]!)
      if (!corners.every(Number.isFinite)) continue
      const [left, right, low, high] = [columns[column]!, columns[column + 1]!, rows[row]!, rows[row + 1]!]
      const places = [
        [left, low],
        [right, low],
        [right, high],
        [left, high],
      ] as const
      const crossings = corners.flatMap((value, side) => {
        const next = corners[(side + 1) % 4]!
        if (value > 0 === next > 0) return []
        const part = value / (value - next)
        const [from, to] = [places[side]!, places[(side + 1) % 4]!]
        return [[from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])] as const]
      })
      for (let pair = 0; pair + 1 < crossings.length; pair += 2) segments.push([...crossings[pair]!, ...crossings[pair + 1]!])
    }
  return segments
}
