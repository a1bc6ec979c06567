/** Catching fruit on a grid, with the rules of pomdp-baselines: column 6 never has a fruit. */
import { clip, pick, type Rules } from '../record/reference'
import { type CatchSpec, catchSteps, RUN_CODES, RUNS_A_WORD } from './schema'

const [SIDE, LAST_ROW] = [7, 6]
const [FRUITS, BASKETS] = [6, 4]

/** A run as a digit, and back: the columns of its fruit and of the basket, which starts in 1 to 4. */
export const runCode = (fruit: number, basket: number): number => fruit + FRUITS * (basket - 1)
const columnsOf = (code: number): readonly [number, number] => [code % FRUITS, 1 + Math.floor(code / FRUITS)]

/** The digits of all runs as words of a state. */
export const packed = (codes: readonly number[]): number[] =>
  Array.from({ length: Math.ceil(codes.length / RUNS_A_WORD) }, (_, i) =>
    codes.slice(RUNS_A_WORD * i, RUNS_A_WORD * (i + 1)).reduceRight((word, code) => word * RUN_CODES + code, 0),
  )
const codeIn = (words: readonly number[], run: number): number =>
  Math.floor(words[Math.floor(run / RUNS_A_WORD)]! / RUN_CODES ** (run % RUNS_A_WORD)) % RUN_CODES

export const catchRules = (spec: CatchSpec): Rules => ({
  limit: Number.POSITIVE_INFINITY,
  start(draw) {
    const codes = Array.from({ length: spec.runs }, (_, run) => {
      const [fruit, basket] = draw(run)
      return runCode(pick(fruit, FRUITS), 1 + pick(basket, BASKETS))
    })
    return [0, ...columnsOf(codes[0]!), 0, ...packed(codes)]
  },
  observe([, , row, fruit, basket]) {
    const cells = new Array<number>(SIDE * SIDE).fill(0)
    cells[SIDE * row! + fruit!] = -1
    cells[SIDE * LAST_ROW + basket!] = 1
    return cells
  },
  step([elapsed, , row, fruit, basket, caught, ...words], [action]) {
    const terminated = elapsed! + 1 === catchSteps(spec)
    if (row === LAST_ROW) {
      const shown = columnsOf(codeIn(words, (elapsed! + 1) / SIDE))
      return { own: [0, ...shown, caught!, ...words], reward: 0, terminated }
    }
    const to = clip(basket! + action! - 1, 0, SIDE - 1)
    const all = caught! + (row! + 1 === LAST_ROW && fruit === to ? 1 : 0)
    return { own: [row! + 1, fruit!, to, all, ...words], reward: terminated ? all : 0, terminated }
  },
})
