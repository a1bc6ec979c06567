/** A surrogate as a formula: read from its text, checked, and with numbers in place of its parameters. Pure. */
import { check } from './check'
import { parse, type Read } from './parse'
import { print } from './print'
import { type Expression, type Fault, MEASURED, type Model, type Parameter, type Surrogate, walk } from './tree'

/** The derivative of spikes by their argument. Of names, it has its argument, t, T, pi and what is measured. */
export type Formula = Surrogate

/** A text of one line `surrogate(z) = …` and parameters, as a model without lines, or every fault of it. */
export function readFormula(text: string): Read {
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  const { model } = parsed
  const faults: Fault[] = [
    ...[...model.inits, ...model.lines].map(({ name, at }) => ({
      ...at,
      message: `a surrogate by itself has no other lines; write what ${name} is inside surrogate(z) = …, or as param ${name} = 1`,
    })),
    ...model.parameters.flatMap(({ name, learned, at }) =>
      learned === null ? [] : [{ ...at, message: `nothing of a surrogate is learned; write param ${name} = 1` }],
    ),
    ...(model.surrogate
      ? []
      : [{ line: 1, column: 1, message: 'no line gives the surrogate; write surrogate(z) = 1/(10*abs(z) + 1)^2, say' }]),
  ]
  const unknown = check({ ...model, inits: [], lines: [{ name: 's', value: { kind: 'number', value: 0, at: START }, at: START }] })
  const all = [...faults, ...unknown].sort((a, b) => a.line - b.line || a.column - b.column)
  return all.length > 0 ? { ok: false, faults: all } : parsed
}

const START = { line: 1, column: 1 }

/** The formula of a model that has one. */
function formulaOf({ parameters, surrogate }: Model): Formula {
  const { variable, value, at } = surrogate!
  const numbers = new Map(parameters.filter(({ name }) => name !== variable).map(({ name, start }) => [name, startOf(start)]))
  const settled = (node: Expression): Expression => {
    if (node.kind === 'apply') return { ...node, args: node.args.map(settled) }
    const number = node.kind === 'name' ? numbers.get(node.name) : undefined
    return number === undefined ? node : { kind: 'number', value: number, at: node.at }
  }
  return { variable, value: settled(value), at, closed: true }
}

/** The number that a parameter begins with, or the mean of the distribution it is drawn from. */
const startOf = (start: Parameter['start']): number =>
  start.kind === 'number' ? start.value : start.kind === 'uniform' ? (start.a + start.b) / 2 : start.a

/** The formula of a text that was found to have no fault. @throws otherwise */
export function formulaIn(text: string): Formula {
  const found = readFormula(text)
  if (!found.ok) throw new Error(`The surrogate has no meaning: ${found.faults[0]!.message}.`)
  return formulaOf(found.model)
}

/** The surrogate of a model, as a text by itself. */
export const formulaText = (model: Model): string => print({ parameters: [], inits: [], surrogate: formulaOf(model), lines: [] })

/** The names that a formula reads besides its argument. */
export function readsOf({ variable, value }: Formula): ReadonlySet<string> {
  const names = new Set<string>()
  walk(value, (node) => node.kind === 'name' && node.name !== variable && names.add(node.name))
  return names
}

/** Whether it may be another function at another step of time or of training. */
export const isMoving = (formula: Formula): boolean => [...MEASURED, 't'].some((name) => readsOf(formula).has(name))
