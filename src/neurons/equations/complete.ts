/** What may follow at a place in a text of equations: its own names, functions and keywords. Lines with faults count too. Pure. */
import { ARITY, type FunctionName, MEASURED, PER } from './tree'

interface Completion {
  /** What replaces the letters typed so far. */
  readonly text: string
  readonly about: string
}

export interface Completions {
  /** The position of the letters that an option replaces. */
  readonly from: number
  readonly options: readonly Completion[]
}

const ARGUMENTS: Partial<Record<FunctionName, string>> = { clamp: 'a, low, high', where: 'condition, a, b', spike: 'z', step: 'z' }
const FUNCTIONS: readonly Completion[] = Object.entries(ARITY).map(([name, arity]) => ({
  text: `${name}(`,
  about: `function of ${ARGUMENTS[name as FunctionName] ?? (arity === 1 ? 'a' : 'a, b')}`,
}))
const listed = (about: string, names: readonly string[]): readonly Completion[] => names.map((text) => ({ text, about }))

/** @param at the caret @param asked also where no letter is typed */
export function completionsAt(text: string, at: number, asked: boolean): Completions | null {
  const head = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  const typed = /(?<![\w.])[A-Za-z_]\w*$/.exec(head)?.[0] ?? ''
  const before = head.slice(0, head.length - typed.length)
  if ((typed === '' && !asked) || before.includes('#') || /[\w.]$/.test(before)) return null
  const from = at - typed.length
  const options = optionsFor(text, text.slice(0, at).split('\n').length - 1, before).filter(
    ({ text: name }) => name.toLowerCase().startsWith(typed.toLowerCase()) && !text.startsWith(name, from),
  )
  return options.length === 0 ? null : { from, options }
}

/** @param before the text of the line before the letters */
function optionsFor(text: string, line: number, before: string): readonly Completion[] {
  const { parameters, assigned, states } = namesOf(text)
  if (/^\s*$/.test(before)) {
    const missing = [...states].filter((name) => !assigned.some((one) => one.name === name))
    return [...listed('state without a line', missing), ...listed('keyword', ['param', 'init', 'surrogate'])]
  }
  if (/^\s*init\s+$/.test(before)) return listed('state', [...states])
  if (/\bper\s+$/.test(before)) return listed('keyword', PER)
  if (!before.includes('=')) return []
  if (/^\s*param\b/.test(before)) return listed('keyword', /=\s*$/.test(before) ? ['uniform(', 'normal('] : ['in', 'learned', 'per'])
  const constants = [...listed('parameter', parameters), ...listed('number of steps', ['T']), ...listed('π', ['pi'])]
  if (/^\s*init\b/.test(before)) return [...constants, ...FUNCTIONS]
  const variable = /^\s*surrogate\s*\(\s*(\w*)/.exec(before)?.[1]
  if (variable !== undefined)
    return [...listed('argument', [variable]), ...constants, ...listed('time step', ['t']), ...listed('measured', MEASURED), ...FUNCTIONS]
  return [
    ...assigned.filter((one) => one.line < line).map(({ name, line }) => ({ text: name, about: `line ${line + 1}` })),
    ...assigned.map(({ name }) => ({ text: `${name}[t-1]`, about: 'of the step before' })),
    ...listed('input current', ['x']),
    ...constants,
    ...listed('time step', ['t']),
    ...FUNCTIONS,
  ]
}

function namesOf(text: string) {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, ''))
  const named = (pattern: RegExp) => lines.flatMap((one, line) => ({ name: pattern.exec(one)?.[1] ?? '', line })).filter(({ name }) => name)
  return {
    parameters: named(/^\s*param\s+([A-Za-z_]\w*)/).map(({ name }) => name),
    assigned: named(/^\s*([A-Za-z_]\w*)\s*=/),
    states: new Set([...lines.join('\n').matchAll(/\b([A-Za-z_]\w*)\s*\[\s*t\s*-\s*1\s*\]/g)].map(([, name]) => name!)),
  }
}
