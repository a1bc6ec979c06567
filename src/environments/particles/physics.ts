/** The motion of particles and their contacts in float64: the reference implementation of shaders/lib/particles.wgsl. */
import { between } from '../record/reference'
import type { Draw } from '../record/team'
import { PHYSICS } from './schema'

/** Position and velocity: x, y, vx, vy. */
export type Body = readonly [number, number, number, number]
export type Point = readonly [number, number]

const { DT, KEPT, FORCE, STIFFNESS, MARGIN } = PHYSICS

/** The force of an action: stay, left, right, down, up; zero for any other. */
export const forceOf = (action: number): Point => [
  FORCE * (Number(action === 2) - Number(action === 1)),
  FORCE * (Number(action === 4) - Number(action === 3)),
]

/** The force on a from its contact with b. @param apart the vector from b to a. @param reach the sum of their radii. */
export function contact(apart: Point, reach: number): Point {
  const distance = Math.hypot(...apart)
  if (distance === 0) return [0, 0]
  const depth = (reach - distance) / MARGIN
  const overlap = MARGIN * (Math.max(0, depth) + Math.log1p(Math.exp(-Math.abs(depth))))
  return [(STIFFNESS * overlap * apart[0]) / distance, (STIFFNESS * overlap * apart[1]) / distance]
}

/** The state after a step: the old velocity changes the position, then the force the velocity. */
export const moved = ([x, y, vx, vy]: Body, [fx, fy]: Point): Body => [x + DT * vx, y + DT * vy, KEPT * vx + DT * fx, KEPT * vy + DT * fy]

export const way = (from: Point | Body, to: Point | Body): Point => [to[0] - from[0], to[1] - from[1]]
export const distance = (a: Point | Body, b: Point | Body): number => Math.hypot(...way(a, b))

export const bodyAt = (state: ArrayLike<number>, word: number): Body => [state[word]!, state[word + 1]!, state[word + 2]!, state[word + 3]!]
export const pointAt = (state: ArrayLike<number>, word: number): Point => [state[word]!, state[word + 1]!]
export const oneHot = (at: number, count: number): number[] => Array.from({ length: count }, (_, i) => Number(i === at))

/** Initial positions of `count` bodies in [-1, 1]², two per block of random numbers. */
export const places = (draw: Draw, count: number): Point[] =>
  Array.from({ length: count }, (_, i) => {
    const u = draw(i >> 1)
    return [between(-1, 1, u[2 * (i % 2)]!), between(-1, 1, u[2 * (i % 2) + 1]!)]
  })
