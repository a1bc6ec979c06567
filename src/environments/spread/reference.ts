/** Spread in float64: the reference implementation of shaders/environments/spread.wgsl. */
import { type Body, bodyAt, contact, distance, forceOf, moved, type Point, places, pointAt, way } from '../particles/physics'
import type { TeamRules } from '../record/team'
import { RADIUS, type SpreadSpec, spreadWords } from './schema'

export function spreadRules(spec: SpreadSpec): TeamRules {
  const { agents, limit, localRatio } = spec
  const words = spreadWords(spec)
  const numbers = Array.from({ length: agents }, (_, i) => i)
  const bodiesOf = (state: readonly number[]): Body[] => numbers.map((i) => bodyAt(state, words.bodies + 4 * i))
  const landmarksOf = (state: readonly number[]): Point[] => numbers.map((i) => pointAt(state, words.landmarks + 2 * i))
  return {
    limit,
    start(draw) {
      const points = places(draw, 2 * agents)
      return [...points.slice(agents).flat(), ...points.slice(0, agents).flatMap((point) => [...point, 0, 0])]
    },
    observe(state) {
      const bodies = bodiesOf(state)
      return bodies.map((body, i) => [
        body[2],
        body[3],
        body[0],
        body[1],
        ...seen(spec, body, landmarksOf(state), words.marks),
        ...seen(spec, body, bodies.toSpliced(i, 1), words.others),
        ...new Array<number>(2 * words.others).fill(0),
      ])
    },
    step(state, actions) {
      const bodies = bodiesOf(state).map((body, i, all) => moved(body, forceOn(body, all.toSpliced(i, 1), actions[i]!)))
      const marks = landmarksOf(state)
      const together = -marks.reduce((sum, mark) => sum + Math.min(...bodies.map((body) => distance(body, mark))), 0)
      const rewards = bodies.map((body, i) => {
        const bumps = bodies.toSpliced(i, 1).filter((other) => distance(other, body) < 2 * RADIUS).length
        return (1 - localRatio) * together - localRatio * bumps
      })
      return { own: [...marks.flat(), ...bodies.flat()], rewards, terminated: false }
    },
  }
}

/** The force on a body: that of its action, and those of its contacts with others. */
const forceOn = (body: Body, others: readonly Body[], action: number): Point =>
  others.reduce<Point>(([x, y], other) => {
    const [right, up] = contact(way(other, body), 2 * RADIUS)
    return [x + right, y + up]
  }, forceOf(action))

/**
 * The positions of others relative to a body, by `sees`: all, the nearest ones in order, or all with zeros for those outside the radius.
 */
function seen({ sees, radius }: SpreadSpec, from: Body, others: readonly (Body | Point)[], count: number): number[] {
  const ways = others.map((other) => way(from, other))
  if (sees === 'nearest') ways.sort((a, b) => Math.hypot(...a) - Math.hypot(...b))
  const kept = ways.slice(0, count).map((one) => (sees === 'radius' && Math.hypot(...one) >= radius ? [0, 0] : one))
  return [...kept.flat(), ...new Array<number>(2 * (count - kept.length)).fill(0)]
}
