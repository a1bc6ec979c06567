/** What a text that reads well still lacks: names that are not known where they stand, too many states, no output. Pure. */
import { parse, type Read } from './parse'
import { programOf } from './program'
import { callsInTurn, REPEATED } from './repeated-calls'
import {
  type Assignment,
  type Expression,
  type Fault,
  GIVEN,
  LIMITS,
  MEASURED,
  type Model,
  operationsOf,
  type Place,
  statesOf,
  walk,
} from './tree'

/** A text as a model that can be computed, or every fault of it, from top to bottom. */
export function read(text: string): Read {
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  const faults = check(parsed.model)
  return faults.length > 0 ? { ok: false, faults } : parsed
}

/** The model of a text that was found to have no fault. @throws Error with the first one otherwise */
export function modelOf(text: string): Model {
  const found = read(text)
  if (!found.ok) throw new Error(`The equations have no meaning: ${faultText(found.faults[0]!)}.`)
  return found.model
}

/** A fault as one sentence. */
export const faultText = ({ line, column, message }: Fault): string => `line ${line}, column ${column}: ${message}`

/** What a model lacks. */
export function check(model: Model): Fault[] {
  const { parameters, inits, lines, surrogate } = model
  const faults: Fault[] = []
  const fault = ({ line, column }: Place, message: string) => faults.push({ line, column, message })

  const known = new Map<string, Place>()
  for (const { name, at } of [...parameters, ...lines]) {
    const first = known.get(name)
    if (first) fault(at, `${name} is assigned twice; it already has a meaning in line ${first.line}, so choose another name`)
    else known.set(name, at)
  }
  const constants = new Set<string>([...parameters.map(({ name }) => name), 'pi', 'T'])
  const above = new Set<string>([...constants, ...GIVEN])
  const assigned = new Set(lines.map(({ name }) => name))
  for (const line of lines) {
    names(line.value, above, assigned, fault)
    above.add(line.name)
  }
  const states = statesOf(model)
  checkInits(inits, constants, new Set(states), fault)
  if (surrogate) {
    const may = new Set([...constants, surrogate.variable, 't', ...MEASURED])
    walk(surrogate.value, (node) => {
      if (node.kind === 'before') fault(node.at, `a surrogate has no [t-1]; it depends on ${surrogate.variable}, parameters, t and T`)
      if (node.kind === 'name' && !may.has(node.name))
        fault(node.at, `${node.name} is not known in a surrogate; ${surrogate.variable}, parameters, t, T, ${MEASURED.join(', ')} are`)
      if (node.kind === 'apply' && node.op === 'spike') fault(node.at, 'a surrogate holds no spike(…), since it is the derivative of one')
    })
  }
  if (!assigned.has('s')) fault(end(model), 'no line assigns s, the output; write s = spike(v - 1), say')
  const limited = (count: number, max: number, what: string) => {
    if (count > max) fault({ line: 1, column: 1 }, `the text has ${count} ${what}; ${max} are the most`)
  }
  limited(states.length, LIMITS.states, 'states')
  limited(parameters.length, LIMITS.parameters, 'parameters')
  limited(operationsOf(model), LIMITS.operations, surrogate ? 'operations, those of the surrogate counted for each spike(…)' : 'operations')
  if (faults.length === 0) checkCalls(model, fault)
  return faults.sort((a, b) => a.line - b.line || a.column - b.column)
}

type Say = (at: Place, message: string) => void

/** Functions that wait for each other, of which each takes a compiler long: see repeated-calls.ts. */
function checkCalls(model: Model, fault: Say): void {
  if (operationsOf(model, (op) => REPEATED.has(op) || op === 'spike') <= LIMITS.calls) return
  const { operations, names } = programOf(withSpike(model))
  const tooMany = (lines: number) => callsInTurn(operations.slice(0, names[model.lines[lines - 1]!.name]! + 1)) > LIMITS.calls
  if (callsInTurn(operations) <= LIMITS.calls) return
  let [few, many] = [0, model.lines.length]
  while (many - few > 1) {
    const middle = (few + many) >> 1
    if (tooMany(middle)) many = middle
    else few = middle
  }
  fault(
    tooMany(many) ? model.lines[many - 1]!.at : (model.surrogate?.at ?? model.lines[many - 1]!.at),
    `up to this line, more than ${LIMITS.calls} functions such as exp(…) and a^b come one after the other, which would take long to compile; leave some out, or let fewer wait for the result of another`,
  )
}

/** The model with a spike whose slope is its surrogate, where it has none. */
function withSpike(model: Model): Model {
  const { surrogate, lines } = model
  if (!surrogate) return model
  const { at } = surrogate
  const x = { kind: 'name', name: 'x', at } as const
  return { ...model, lines: [...lines, { name: '', value: { kind: 'apply', op: 'spike', args: [x], at }, at }] }
}

/** The names in a line: those above it, and those of the step before. */
function names(value: Expression, above: ReadonlySet<string>, assigned: ReadonlySet<string>, fault: Say): void {
  walk(value, (node) => {
    // A missing line for s is reported once, for the whole text.
    if (node.kind === 'before' && !assigned.has(node.name) && node.name !== 's') fault(node.at, whyNoState(node.name, above))
    if (node.kind !== 'name' || above.has(node.name)) return
    if (assigned.has(node.name)) fault(node.at, `${node.name} is read before it is assigned; write ${node.name}[t-1] for the step before`)
    else if ((MEASURED as readonly string[]).includes(node.name))
      fault(node.at, `${node.name} is known in a surrogate alone; give ${node.name} a line of its own, or param ${node.name} = 1`)
    else fault(node.at, `${node.name} is not known; assign it in a line above, or write param ${node.name} = 1`)
  })
}

function whyNoState(name: string, above: ReadonlySet<string>): string {
  if (name === 'x') return 'x is the input of this step alone; write i = x in a line, and read i[t-1]'
  if (above.has(name)) return `${name} is the same at every step; write ${name} without [t-1]`
  return `no line assigns ${name}, so there is no ${name}[t-1]; write ${name} = …`
}

function checkInits(inits: readonly Assignment[], constants: ReadonlySet<string>, states: ReadonlySet<string>, fault: Say): void {
  const seen = new Set<string>()
  for (const { name, value, at } of inits) {
    if (seen.has(name)) fault(at, `init ${name} is given twice; leave one out`)
    seen.add(name)
    if (!states.has(name)) fault(at, `${name} is no state, since no line reads ${name}[t-1]; leave init ${name} out`)
    walk(value, (node) => {
      if (node.kind === 'before' || (node.kind === 'name' && !constants.has(node.name)))
        fault(node.at, `${node.name} is not known before the first step; init may use parameters and numbers`)
      if (node.kind === 'apply' && node.op === 'spike') fault(node.at, 'init holds no spike(…); write step(…)')
    })
  }
}

const end = ({ lines, parameters }: Model): Place => ({ line: (lines.at(-1) ?? parameters.at(-1))?.at.line ?? 1, column: 1 })
