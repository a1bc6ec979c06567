/** The description of a neuron as equations: what its text says. A text with faults describes a neuron that does nothing. Pure. */
import { error, type Problem } from '../../problem'
import { ARGUMENT, UNNAMED } from '../../readings/variables'
import type { Around, NeuronDescription } from '../description'
import { leakyRule } from '../lif/rule'
import { recurrenceOf } from '../recurrent-lif/schema'
import { type Slope, surrogateSlope } from '../surrogate/describe'
import type { SurrogateSpec } from '../surrogate/schema'
import { faultText, read } from './check'
import { formulaIn, formulaText, isMoving, readFormula } from './formula'
import { fixedValue } from './operations'
import type { Read } from './parse'
import { formulas } from './print'
import { programOf } from './program'
import type { EquationsSpec } from './schema'
import { LIMITS, type Model, operationsOf, statesOf, walk } from './tree'

/** Descriptions are asked for often, and of few texts. */
const KNOWN = new Map<string, Read>()
const MAX_KNOWN = 16

function readOnce(text: string): Read {
  const known = KNOWN.get(text)
  if (known) return known
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear()
  const found = read(text)
  KNOWN.set(text, found)
  return found
}

/** The model that replaces a text with faults, whose problems are shown and which is never trained. */
const NOTHING: Model = { parameters: [], inits: [], surrogate: null, lines: [] }

export function describeEquations(spec: EquationsSpec): NeuronDescription {
  const found = readOnce(spec.text)
  const model = found.ok ? found.model : NOTHING
  const shown = found.ok ? shownOf(model) : { threshold: 0, spikes: true }
  const states = statesOf(model).length
  return {
    kind: spec.kind,
    label: 'neuron as equations',
    summary: `equations, ${states} ${states === 1 ? 'state' : 'states'}`,
    term: 'equations',
    outputs: shown.spikes ? 'spikes' : 'analog',
    threshold: shown.spikes ? shown.threshold : null,
    rule: leakyRule({ threshold: shown.threshold, inputGain: 1, reset: 'none', resetTo: 0, detachReset: false }, 0),
    text: spec.text,
    equations: formulas(model),
    slope: (surrogate: SurrogateSpec) =>
      model.surrogate ? formulaSlope(model, 'its own surrogate') : ofArgument(surrogateSlope(surrogate)),
    ownSurrogate: model.surrogate !== null,
    problems: (around = {}) => [
      ...(found.ok
        ? []
        : found.faults.slice(0, 1).map((fault) => error('neuron.text', `The equations have no meaning yet: ${faultText(fault)}.`))),
      ...modelProblems(model, around),
      ...aroundProblems(around),
      ...bufferProblems(model, around),
      ...lengthProblems(model, around),
    ],
    python: { without: 'equations of their own' },
    withoutNir: null,
    counterpart: { kind: 'relu', title: 'analog network, ReLU' },
  }
}

/** The threshold that the views draw: a number where it hangs on numbers and parameters that are not learned, else 0, the argument's. */
export function shownOf(model: Model): { readonly threshold: number; readonly spikes: boolean; readonly index: number } {
  const program = programOf(model)
  const { argument, potential, threshold } = program
  if (argument === null) return { threshold: 0, spikes: false, index: potential }
  if (threshold === null || hangsOnLearned(model, threshold)) return { threshold: 0, spikes: true, index: argument }
  const parameter = (name: string) => {
    const { start } = model.parameters.find((one) => one.name === name)!
    return start.kind === 'number' ? start.value : 0
  }
  return { threshold: fixedValue(program.operations, threshold, parameter), spikes: true, index: potential }
}

/** What the views can show of a text, the potential first: its other states, and the argument of the spike. Its spikes are in the raster. */
export function variablesOf(model: Model): string[] {
  const { states, names, argument } = programOf(model)
  const { index, threshold } = shownOf(model)
  const isSpike = (name: string) => name === 's' && argument !== null
  const shown = Object.keys(names).find((name) => names[name] === index) ?? (index === argument ? ARGUMENT : UNNAMED)
  const others = states.filter((name) => names[name] !== index && !isSpike(name))
  return [shown, ...others, ...(threshold === 0 ? [] : [ARGUMENT])]
}

/** What a text needs besides one step of it and the states of the step before, each as a sentence. */
export function beyondAStep(text: string): readonly string[] {
  const found = readOnce(text)
  if (!found.ok) return []
  const { parameters, inits, lines, surrogate } = found.model
  let readsT = false
  for (const { value } of [...inits, ...lines, ...(surrogate ? [surrogate] : [])])
    walk(value, (node) => {
      readsT ||= node.kind === 'name' && node.name === 'T'
    })
  const learned = parameters.find((parameter) => parameter.learned !== null)
  return [
    ...(learned ? [`The parameter ${learned.name} is learned, and e-prop learns weights alone: leave “learned” out.`] : []),
    ...(readsT ? ['The text reads T, the number of steps, which a rule that goes step by step does not know.'] : []),
    ...(surrogate && isMoving(surrogate)
      ? ['Its surrogate changes with t, or with what is measured of all steps, which is not built for a rule that goes step by step.']
      : []),
  ]
}

function hangsOnLearned(model: Model, index: number): boolean {
  const { operations } = programOf(model)
  const learned = new Set(model.parameters.filter((parameter) => parameter.learned !== null).map(({ name }) => name))
  const hangs: boolean[] = []
  for (const { args, name } of operations) hangs.push((name !== undefined && learned.has(name)) || args.some((arg) => hangs[arg]))
  return hangs[index]!
}

/** A text may call its potential anything, so that the surrogate is written as a function of the argument z of its spikes. */
const ofArgument = ({ window, ...slope }: Slope): Slope => ({
  ...slope,
  window: {
    short: window.short.replace('|u − θ|', '|z|'),
    long: window.long.replace('|u − θ|', '|z|').replace(/:/, ', z being the argument of the spike:'),
    above: 'spiking, z ≥ 0',
  },
  equations: slope.equations.map(([left, relation, right]) => [
    left.replace('∂u', '∂z'),
    relation,
    right.replaceAll('(u − θ)', 'z').replaceAll('u − θ', 'z'),
  ]),
})

/** The slope of a model with a surrogate. */
const formulaSlope = (model: Model, summary: string): Slope => ({
  from: 'formula',
  kernel: 'rect',
  surrogate: null,
  formula: formulaText(model),
  equations: [],
  parameters: {},
  summary,
  window: {
    short: `gradient window, surrogate ≥ a tenth of its peak`,
    long: `Where the surrogate, ${model.surrogate!.variable} being the argument of the spike, is at least a tenth of its peak.`,
    above: 'spiking',
  },
})

/** What a network cannot do with a text yet. */
function modelProblems({ parameters }: Model, { network }: Around): Problem[] {
  if (recurrenceOf(network) && parameters.some(({ name, learned }) => name === 'recurrent' && learned !== null))
    return [error('neuron.text', 'The weights of a recurrent layer are called recurrent: give the learned parameter another name.')]
  const each = parameters.find(({ learned }) => learned === 'neuron')
  if (!each || !network?.layers?.some(({ kind }) => kind !== 'linear')) return []
  return [
    error(
      'neuron.text',
      `In a network of feature maps, ${each.name} has a value for each channel, not for each pixel: write learned per channel.`,
    ),
  ]
}

/** The slope of spikes whose surrogate is a formula of the experiment. A text with faults gives no formula, and is never trained. */
export function slopeOfFormula(text: string): Slope {
  const found = readFormula(text)
  const nothing: Slope['window'] = { short: '', long: '', above: 'spiking' }
  if (!found.ok)
    return {
      from: 'formula',
      kernel: 'rect',
      surrogate: null,
      equations: [],
      parameters: {},
      summary: 'surrogate formula',
      window: nothing,
    }
  return { ...formulaSlope(found.model, 'surrogate formula'), equations: formulas(found.model) }
}

/** The first fault of a surrogate as a formula. */
export function formulaProblems(text: string): Problem[] {
  const found = readFormula(text)
  return found.ok ? [] : [error('surrogate.text', `The surrogate has no meaning yet: ${faultText(found.faults[0]!)}.`)]
}

/** The buffers that a shader may bind on every adapter. */
export const MAX_BUFFERS = 8

/** How a network drives a layer, as far as its shaders bind more for it. */
export interface Driven {
  readonly recurrent: boolean
  readonly affine: boolean
  readonly masked: boolean
  /** The surrogate has numbers by step in a buffer. */
  readonly tabled: boolean
}

/** The most buffers that a pass of the backward pass binds, one fewer where it reads no input; a test compares it with the shaders. */
export function buffersOf(model: Model, { recurrent, affine, masked, tabled }: Driven): number {
  const learned = model.parameters.flatMap((parameter) => parameter.learned ?? [])
  const more = [
    masked && !recurrent,
    tabled,
    statesOf(model).length > 0,
    learned.length > 0,
    learned.some((per) => per !== 'step'),
    learned.includes('step'),
  ]
  return (recurrent ? 5 : affine ? 4 : 3) + more.filter(Boolean).length
}

/** A formula with faults has problems of its own. */
function moves(formula: string): boolean {
  const found = readFormula(formula)
  return found.ok && isMoving(formulaIn(formula))
}

function bufferProblems(model: Model, { network, surrogate }: Around): Problem[] {
  if (!network) return []
  const affine = (network.normalization?.kind ?? 'none') !== 'none'
  const dropping = [network, ...(network.layers ?? [])].some((part) => 'dropout' in part && part.dropout !== 0)
  const formula = model.surrogate ? formulaText(model) : surrogate?.kind === 'formula' ? surrogate.text : undefined
  const adaptive = surrogate?.kind === 'rect' && surrogate.window === 'adaptive' && !model.surrogate && affine
  const count = buffersOf(model, {
    recurrent: recurrenceOf(network) !== undefined,
    affine,
    masked: dropping,
    tabled: adaptive || (formula !== undefined && moves(formula)),
  })
  if (count <= MAX_BUFFERS) return []
  return [
    error(
      'neuron.text',
      `The backward pass of this text would bind ${count} buffers in this network, and every adapter has only ${MAX_BUFFERS}. Leave out the dropout, the normalization, the recurrence, what is learned per step, or a surrogate that follows the potentials.`,
    ),
  ]
}

/** A formula that is set next to a text with several spikes is computed for each of them. */
function lengthProblems(model: Model, { surrogate }: Around): Problem[] {
  if (model.surrogate || surrogate?.kind !== 'formula') return []
  const found = readFormula(surrogate.text)
  const count = found.ok ? operationsOf({ ...model, surrogate: found.model.surrogate }) : 0
  if (count <= LIMITS.operations) return []
  return [
    error(
      'surrogate.text',
      `With this formula, which is computed for each spike(…), the equations have ${count} operations; ${LIMITS.operations} are the most.`,
    ),
  ]
}

function aroundProblems({ network }: Around): Problem[] {
  if (network?.recurrence?.kind !== 'adaptive') return []
  return [
    error(
      'network.recurrence.kind',
      'Neurons as equations take a fixed skip: for learned ones, the backward pass of a text that learns would bind 9 buffers, and every adapter has only 8.',
      {
        label: 'Use a skip',
        path: 'network.recurrence.kind',
        value: 'skip',
      },
    ),
  ]
}
