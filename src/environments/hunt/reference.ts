/** The hunt in float64: the reference implementation of shaders/environments/hunt.wgsl. */
import { clip, pick } from '../record/reference'
import { STATE_HEAD } from '../record/schema'
import type { Draw, TeamRules } from '../record/team'
import { HUNT_ACTIONS, type HuntSpec, NEEDED, PREY_MOVES, STEP_COST, STRAYS } from './schema'

type Cell = readonly [row: number, column: number]
const MOVES: readonly Cell[] = [
  [0, 0],
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
  [0, 0],
]
const GRAB = HUNT_ACTIONS.indexOf('grab')

/** The predators, then the prey. */
const bodiesOf = (state: readonly number[]): Cell[] =>
  Array.from({ length: (state.length - STATE_HEAD.own) / 2 }, (_, i) => [
    state[STATE_HEAD.own + 2 * i]!,
    state[STATE_HEAD.own + 2 * i + 1]!,
  ])
const same = (a: Cell, b: Cell): boolean => a[0] === b[0] && a[1] === b[1]
const areBeside = (a: Cell, b: Cell): boolean => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) === 1

export function huntRules({ agents, size, sight, limit }: HuntSpec): TeamRules {
  const reach = Array.from({ length: 2 * sight + 1 }, (_, i) => i - sight)
  const around = ([row, column]: Cell): Cell[] => reach.flatMap((down) => reach.map((right): Cell => [row + down, column + right]))
  const isInside = ([row, column]: Cell): boolean => row >= 0 && column >= 0 && row < size && column < size
  return {
    limit,
    start(draw) {
      const free = Array.from({ length: size * size }, (_, i): Cell => [Math.floor(i / size), i % size])
      return Array.from({ length: agents + 1 }, (_, i) => free.splice(pick(draw(i >> 2)[i % 4]!, free.length), 1)[0]!).flat()
    },
    observe(state) {
      const bodies = bodiesOf(state)
      const [predators, prey] = [bodies.slice(0, agents), bodies[agents]!]
      const planes = [
        (cell: Cell) => !isInside(cell),
        (cell: Cell) => predators.some((one) => same(one, cell)),
        (cell: Cell) => same(prey, cell),
      ]
      return predators.map((own, i) => [
        ...planes.flatMap((holds) => around(own).map((cell) => Number(holds(cell)))),
        ...predators.map((_, j) => Number(i === j)),
      ])
    },
    step(state, actions, draw, given) {
      const bodies = bodiesOf(state)
      const prey = bodies[agents]!
      const caught = actions.filter((action, i) => action === GRAB && areBeside(bodies[i]!, prey)).length >= NEEDED
      const moves = [...actions, given?.[0] ?? strays(draw, state[0]! + 1)]
      for (const [i, move] of moves.entries()) {
        const [row, column] = bodies[i]!
        const to: Cell = [clip(row + MOVES[move]![0], 0, size - 1), clip(column + MOVES[move]![1], 0, size - 1)]
        if (!bodies.some((other, j) => j !== i && same(other, to))) bodies[i] = to
      }
      return { own: bodies.flat(), rewards: actions.map(() => Number(caught) - STEP_COST), terminated: caught }
    },
  }
}

/** The prey's move in a step: every second time none, else one of five, of which one is to stay. */
function strays(draw: Draw, step: number): number {
  const [stays, move] = draw(step, STRAYS)
  return stays < 0.5 ? 0 : pick(move, PREY_MOVES)
}
