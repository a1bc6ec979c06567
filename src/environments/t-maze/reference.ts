/** A corridor with a fork, with the rules of Memory-RL. */
import { clip, type Rules } from '../record/reference'
import { leadOf, type TMazeSpec, tMazeSteps } from './schema'

const TOLD = { notYet: 0, now: 1, before: 2 } as const

export function tMazeRules(spec: TMazeSpec): Rules {
  const lead = leadOf(spec)
  const fork = spec.length + lead
  return {
    limit: Number.POSITIVE_INFINITY,
    start: (draw) => [lead, 0, draw(0)[0] < 0.5 ? 1 : -1, lead === 0 ? TOLD.now : TOLD.notYet],
    observe: ([, , x, y, goal, told]) => (x === fork ? [1, y!] : [0, told === TOLD.now ? goal! : 0]),
    step([elapsed, , x, y, goal, told], [action]) {
      const [toX, toY] = walked(x!, y!, action!, fork)
      const terminated = elapsed! + 1 === tMazeSteps(spec)
      const behind = toX < elapsed! + 1 - lead ? -1 / spec.length : 0
      const says = told !== TOLD.notYet ? TOLD.before : toX === 0 ? TOLD.now : TOLD.notYet
      return { own: [toX, toY, goal!, says], reward: terminated ? (toY === goal ? 1 : 0) : behind, terminated }
    },
  }
}

/** Moves right, up, left or down; walls stop the agent. */
function walked(x: number, y: number, action: number, fork: number): readonly [number, number] {
  if (action === 0 || action === 2) return [y === 0 ? clip(x + 1 - action, 0, fork) : x, y]
  return [x, x === fork ? clip(y + 2 - action, -1, 1) : y]
}
