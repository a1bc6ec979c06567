/** A key, apples and a door on boards of 7 x 11 cells, with the rules of pomdp-baselines. */
import { pick, type Rules } from '../record/reference'
import { APPLE_PLACES, LEFT_AFTER, REACH, THINGS } from './schema'

/** The three rooms; # is wall. */
const ROOMS = [
  ['  #######  ', '  #     #  ', '  #     #  ', '  ##   ##  ', '  #     #  ', '  #     #  ', '  #######  '],
  ['###########', '#         #', '#         #', '#         #', '#         #', '#         #', '###########'],
  ['           ', '   ## ##   ', '   #   #   ', '   #   #   ', '   #   #   ', '   #####   ', '           '],
] as const
const [ROWS, COLUMNS] = [7, 11]
type Cell = readonly [row: number, column: number]
const MARK: Cell = [0, 5]
const DOOR: Cell = [1, 5]
/** The agent's start in the second and in the third room. */
const STARTS: readonly [Cell, Cell] = [
  [5, 5],
  [3, 5],
]
/** The place at the agent's start in the second room, which never has an apple. */
const FREE_PLACE = 20
const [APPLES, RESPAWN] = [10, 21]
const KEY = { lies: 0, carried: 1, spent: 2 } as const
const [APPLE_PAYS, DOOR_PAYS] = [1, 5]
const MOVES: readonly Cell[] = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
]

const same = (a: Cell, b: Cell) => a[0] === b[0] && a[1] === b[1]
const isOnBoard = ([row, column]: Cell) => row >= 0 && row < ROWS && column >= 0 && column < COLUMNS
const isWall = (room: number, [row, column]: Cell) => ROOMS[room]![row]![column] === '#'
const keyCell = (place: number): Cell => [1 + Math.floor(place / 5), 3 + (place % 5)]
const appleCell = (place: number): Cell => [1 + Math.floor((2 * place) / 9), 1 + ((2 * place) % 9)]
/** The room at a time step. */
const roomOf = (elapsed: number) => (elapsed < LEFT_AFTER[0] ? 0 : elapsed < LEFT_AFTER[1] ? 1 : 2)

export const keyToDoorRules = (): Rules => ({
  limit: Number.POSITIVE_INFINITY,
  start(draw) {
    const [key, own] = draw(0)
    const place = pick(own, 10)
    return [
      4 + Math.floor(place / 5),
      3 + (place % 5),
      KEY.lies,
      pick(key, 10),
      0,
      ...laidApples((i) => draw(1 + Math.floor(i / 4))[i % 4]!),
    ]
  },
  observe: (state) => {
    const [row, column] = [state[2]!, state[3]!]
    const around = Array.from({ length: (2 * REACH + 1) ** 2 }, (_, i): Cell => {
      const [down, right] = [Math.floor(i / (2 * REACH + 1)), i % (2 * REACH + 1)]
      return [row + down - REACH, column + right - REACH]
    })
    const things = around.map((cell) => thingAt(state, cell))
    return THINGS.flatMap((thing) => things.map((other) => (other === thing ? 1 : 0)))
  },
  step(state, [action]) {
    const [elapsed, , , , key, keyPlace, , ...apples] = state
    const room = roomOf(elapsed!)
    const to = walked(state, MOVES[action!]!)
    const takes = room === 0 && key === KEY.lies && same(to, keyCell(keyPlace!))
    const opens = room === 2 && key === KEY.carried && same(to, DOOR)
    const next = room === 1 ? applesLater(apples, to) : { apples, eaten: 0 }
    const leaves = LEFT_AFTER.indexOf((elapsed! + 1) as 15)
    const shown = leaves === 0 || leaves === 1 ? STARTS[leaves] : to
    const own = [...shown, takes ? KEY.carried : opens ? KEY.spent : key!, keyPlace!, takes && leaves < 0 ? 1 : 0, ...next.apples]
    return { own, reward: opens ? DOOR_PAYS : APPLE_PAYS * next.eaten, terminated: leaves === 2 }
  },
})

/** Ten of the 22 places with equal probability: each is taken with a probability of the number still needed over the places left. */
function laidApples(draw: (i: number) => number): number[] {
  let [needed, drawn] = [APPLES, 0]
  return Array.from({ length: APPLE_PLACES }, (_, place) => {
    if (place === FREE_PLACE) return 0
    const taken = Math.fround(draw(drawn) * (APPLE_PLACES - 1 - drawn)) < needed
    drawn++
    if (taken) needed--
    return taken ? 1 : 0
  })
}

function walked([elapsed, , row, column, key]: readonly number[], [down, right]: Cell): Cell {
  const from: Cell = [row!, column!]
  const to: Cell = [row! + down, column! + right]
  const room = roomOf(elapsed!)
  const locked = room === 2 && same(to, DOOR) && key === KEY.lies
  return !isOnBoard(to) || isWall(room, to) || locked ? from : to
}

/** The apples after a step: 1 an apple, 0 none, -n one that comes back in n steps. */
function applesLater(apples: readonly number[], at: Cell): { apples: number[]; eaten: number } {
  let eaten = 0
  const later = apples.map((apple, place) => {
    if (apple === 1 && same(at, appleCell(place))) {
      eaten++
      return -RESPAWN
    }
    return apple < 0 ? (apple === -1 ? 1 : apple + 1) : apple
  })
  return { apples: later, eaten }
}

function thingAt(state: readonly number[], cell: Cell): (typeof THINGS)[number] | undefined {
  const [elapsed, , row, column, key, keyPlace, mark, ...apples] = state
  const room = roomOf(elapsed!)
  if (!isOnBoard(cell)) return undefined
  if (same(cell, [row!, column!])) return 'agent'
  if (room === 0 && mark === 1 && same(cell, MARK)) return 'mark'
  if (isWall(room, cell)) return 'wall'
  if (room === 0 && key === KEY.lies && same(cell, keyCell(keyPlace!))) return 'key'
  if (room === 2 && same(cell, DOOR)) return 'door'
  if (room === 1 && apples.some((apple, place) => apple === 1 && same(cell, appleCell(place)))) return 'apple'
  return undefined
}
