/** Maps keys to actions by their names: arrows follow names of directions, digits and names choose directly. Pure. */
import { actionNames, type EnvironmentInfo } from './environment'

type Acts = Pick<EnvironmentInfo, 'shape'>

const WORDS: Readonly<Record<string, readonly string[]>> = {
  ArrowLeft: ['left', 'west'],
  ArrowRight: ['right', 'east'],
  ArrowUp: ['up', 'north'],
  ArrowDown: ['down', 'south'],
}
const DIRECTIONS = Object.values(WORDS).flat()
const RESTS = ['stay', 'none', 'nothing', 'stop']

const restOf = (names: readonly string[]): number => names.findIndex((name) => RESTS.includes(name))

/** The numbers of an action; null of a key that means none. */
export function keyAction(key: string, { shape }: Acts): number[] | null {
  const { action } = shape
  if (action.kind === 'continuous') {
    const push = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0 }[key]
    return push === undefined ? null : Array.from({ length: action.size }, (_, at) => (at === 0 ? push : 0))
  }
  const choice = choiceOf(key, actionNames(shape))
  return choice >= 0 && choice < action.count ? [choice] : null
}

function choiceOf(key: string, names: readonly string[]): number {
  if (names.includes(key)) return names.indexOf(key)
  if (/^[1-9]$/.test(key)) return Number(key) - 1
  const words = WORDS[key]
  if (!words) return -1
  const named = names.findIndex((name) => words.includes(name))
  if (named >= 0) return named
  if (key === 'ArrowUp' || key === 'ArrowDown') return restOf(names)
  // If no action is named after a direction, the first is left and the last is right.
  return names.some((name) => DIRECTIONS.includes(name)) ? -1 : key === 'ArrowLeft' ? 0 : names.length - 1
}

/** The action while no key is held and time runs: the choice that does nothing, if there is one, else the last choice. */
export function restingAction({ shape }: Acts, last: readonly number[]): readonly number[] {
  if (shape.action.kind === 'continuous') return last.map(() => 0)
  const rest = restOf(actionNames(shape))
  return rest >= 0 ? [rest] : last
}

/** The actions offered as buttons: every choice, or both ends and the middle of the first continuous action. */
export function buttonsOf({ shape }: Acts): { readonly name: string; readonly action: readonly number[] }[] {
  const { action } = shape
  if (action.kind === 'discrete') return actionNames(shape).map((name, choice) => ({ name, action: [choice] }))
  const [name] = actionNames(shape)
  return [-1, 0, 1].map((push) => ({
    name: `${name} ${push < 0 ? '−1' : push}`,
    action: Array.from({ length: action.size }, (_, at) => (at === 0 ? push : 0)),
  }))
}
