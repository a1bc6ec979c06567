/**
 * Discs, squares and triangles of equal area in float64: distances from them, and their boxes. The reference implementation of
 * shaders/lib/shapes.wgsl.
 */

/** The index of each class. */
export const DISC = 0
export const SQUARE = 1

/** Half the side of a square and the circumradius of a triangle, relative to the radius of a disc of the same area. */
export const HALF = Math.sqrt(Math.PI) / 2
export const CORNER = (2 * Math.sqrt(Math.PI / Math.sqrt(3))) / Math.sqrt(3)

export interface Shape {
  /** The index of its class. */
  readonly kind: number
  /** The radius of a disc of the same area. */
  readonly size: number
  readonly x: number
  readonly y: number
  readonly angle: number
}

/** Left, top, right, bottom. */
export type Box = readonly [number, number, number, number]

/**
 * The signed distance from the edge to a position in the shape’s own frame; outside near a corner, the distance to the lines of the
 * edges.
 */
export function distanceFrom(kind: number, size: number, x: number, y: number): number {
  if (kind === DISC) return Math.sqrt(x * x + y * y) - size
  if (kind === SQUARE) return Math.max(Math.abs(x), Math.abs(y)) - HALF * size
  return Math.max(-y, 0.5 * (Math.sqrt(3) * Math.abs(x) + y)) - 0.5 * CORNER * size
}

/** The distance from its center to its farthest point. */
export const reachOf = ({ kind, size }: Shape): number => size * (kind === DISC ? 1 : kind === SQUARE ? Math.SQRT2 * HALF : CORNER)

export function boxOf({ kind, size, x, y, angle }: Shape): Box {
  if (kind === DISC) return [x - size, y - size, x + size, y + size]
  if (kind === SQUARE) {
    const reach = HALF * size * (Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle)))
    return [x - reach, y - reach, x + reach, y + reach]
  }
  const corners = [0, 1, 2].map((corner) => angle + Math.PI / 2 + (corner * 2 * Math.PI) / 3)
  const across = corners.map((at) => x + CORNER * size * Math.cos(at))
  const down = corners.map((at) => y + CORNER * size * Math.sin(at))
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)]
}

export const areaOf = ([left, top, right, bottom]: Box): number => Math.max(0, right - left) * Math.max(0, bottom - top)

export const common = (a: Box, b: Box): Box => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]

/** Intersection over union. */
export function overlapOf(a: Box, b: Box): number {
  const both = areaOf(common(a, b))
  return both / (areaOf(a) + areaOf(b) - both)
}
