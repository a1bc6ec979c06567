/**
 * The behavior of a NIR graph's neurons at a step: decay, gain, threshold and reset of each, for the time step that the file states or
 * that is guessed.
 */
import type { Named } from './chain'
import { type NirArray, numbersIn, refuse } from './graph'

/** The time step of the file, and the reason for it. */
export interface Step {
  /** The time step in units of the time constants; null if there are none and the file states none. */
  readonly dt: number | null
  /** Whether β is exp(−1/τ) and the input is added unscaled, as in Sinabs. */
  readonly asSinabs: boolean
  readonly words: string
}

/**
 * i ← synapse i + x and v ← decay v + gain i + (1 − decay) leak, of every output of a layer; without a threshold it is a leaky integral.
 * Without a synaptic current, synapse is 0.
 */
export interface Neurons {
  readonly name: string
  readonly type: string
  readonly synapse: number
  readonly decay: number
  readonly gain: Float64Array
  readonly leak: Float64Array
  readonly threshold?: Float64Array
  readonly resetTo: Float64Array
}

/** Whether two numbers are equal in float32 precision. */
export const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b))

/** The shortest decimal that is the same float32: 0.1, not 0.10000000149. */
export function short(value: number): number {
  for (let digits = 1; digits < 9; digits++)
    if (Math.fround(Number(value.toPrecision(digits))) === Math.fround(value)) return Number(value.toPrecision(digits))
  return Number(value.toPrecision(9))
}

/** Time constants below this are in seconds, those above 1 in steps. */
const SECONDS = 0.1
const USUAL_DT = 1e-4
/** The time constants of a type of node. */
const TIMES: Readonly<Record<string, readonly string[]>> = { LIF: ['tau'], LI: ['tau'], CubaLIF: ['tau_mem', 'tau_syn'] }

/** @param given the time step from the user, and @param inFile that of the file's metadata; undefined where there is none. */
export function stepOf(chain: readonly Named[], given: number | undefined, inFile: number | undefined): Step {
  const stated = given ?? inFile
  const timed = chain.filter(({ node }) => Object.hasOwn(TIMES, node.type))
  const constants = timed.flatMap(({ name, node: { type, fields } }) =>
    TIMES[type]!.flatMap((key) => Array.from(numbersIn(arrayIn(name, type, fields, key)))),
  )
  if (constants.length === 0) return { dt: stated ?? null, asSinabs: false, words: 'Its neurons do not leak: a step adds what comes in.' }
  const longest = constants.reduce((a, b) => Math.max(a, b))
  const unscaled = timed.every(
    ({ name, node: { type, fields } }) =>
      type !== 'CubaLIF' && Array.from(numbersIn(arrayIn(name, type, fields, 'r'))).every((r) => r === 1),
  )
  const inSteps = stated === undefined ? longest > 1 : stated === 1
  if (inSteps && unscaled)
    return { dt: 1, asSinabs: true, words: 'Time constants are in steps and R is 1, as Sinabs writes them: β = exp(−1/τ).' }
  if (stated !== undefined)
    return { dt: stated, asSinabs: false, words: `A step is ${stated}, as ${given === undefined ? 'the file says' : 'set'}: β = 1 − Δt/τ.` }
  if (inSteps)
    return { dt: 1, asSinabs: false, words: 'The file says no step. Its time constants are above 1 and taken for steps: β = 1 − 1/τ.' }
  const sure = longest < SECONDS ? 'taken for seconds' : 'between 0.1 and 1, and taken for seconds'
  return {
    dt: USUAL_DT,
    asSinabs: false,
    words: `The file says no step. Its time constants are ${sure}, with a step of 0.1 ms as most frameworks have it: β = 1 − Δt/τ.`,
  }
}

/** @param outputs the channels or neurons of the layer in front, each with this many `places`. @throws NirRefusal that names the node. */
export function neuronsOf({ name, node: { type, fields } }: Named, step: Step, outputs: number, places: number): Neurons {
  const field = (key: string, absent?: number) => {
    const array = fields[key]
    if (array === undefined && absent !== undefined) return new Float64Array(outputs).fill(absent)
    return perOutput(name, type, key, arrayIn(name, type, fields, key), outputs, places)
  }
  const r = field('r')
  const fires = type !== 'LI'
  const threshold = fires ? { threshold: field('v_threshold') } : {}
  if (threshold.threshold?.some((value) => !(value > 0))) refuse(name, type, 'its threshold is not above 0.')
  const resetTo = fires ? field('v_reset', 0) : new Float64Array(outputs)
  const common = { name, type, ...threshold, resetTo }
  if (type === 'IF') {
    const gain = r.map((value) => (r.every((v) => v === 1) ? 1 : short(value * (step.dt ?? integrationStep(r)))))
    return { ...common, synapse: 0, decay: 1, gain, leak: new Float64Array(outputs) }
  }
  const leak = field('v_leak', 0)
  if (type !== 'CubaLIF') {
    const decay = decayOf(name, type, field('tau'), step)
    return { ...common, synapse: 0, decay, gain: r.map((value) => (step.asSinabs ? value : value * (1 - decay))), leak }
  }
  const [kept, decay] = ['tau_syn', 'tau_mem'].map((key) => decayOf(name, type, field(key), step)) as [number, number]
  // A time constant of one step keeps nothing of the current, but for rounding.
  const synapse = kept < 1e-6 ? 0 : kept
  if (synapse !== 0 && leak.some((value) => value !== 0))
    refuse(name, type, 'its neurons leak to a value other than 0, and a bias here would arrive through their synapses.')
  const weights = field('w_in', 1)
  const gain = r.map((value, o) => value * (1 - decay) * weights[o]! * (1 - synapse))
  return { ...common, synapse, decay, gain: gain.map((value) => (near(value, 1) ? 1 : value)), leak }
}

/** Where no step is known: writers that divide by a step of less than 0.01 have large R; otherwise R is the gain of a step. */
const INVERSE_STEP = 100
const integrationStep = (r: Float64Array): number => (r.every((value) => value >= INVERSE_STEP) ? 1 / r[0]! : 1)

function decayOf(name: string, type: string, tau: Float64Array, { dt, asSinabs }: Step): number {
  const [first] = tau as unknown as readonly [number]
  const other = tau.find((value) => !near(value, first))
  if (other !== undefined)
    refuse(name, type, `its neurons have different time constants, as ${first} and ${other}; the neurons of a layer here have one decay.`)
  if (!(first > 0)) refuse(name, type, `its time constant is ${first}, which is not above 0.`)
  const decay = asSinabs ? Math.exp(-1 / first) : 1 - dt! / first
  if (decay < -1e-6) refuse(name, type, `its time constant of ${first} is shorter than a step of ${dt}.`)
  return Math.max(0, short(decay))
}

/** A field that has numbers. */
export function arrayIn(name: string, type: string, fields: Named['node']['fields'], key: string): NirArray {
  const value = fields[key]
  if (value === undefined) refuse(name, type, `it has no ${key}.`)
  if (typeof value === 'string') refuse(name, type, `its ${key} is text.`)
  if (!Array.from(numbersIn(value)).every(Number.isFinite)) refuse(name, type, `its ${key} has values that are not finite numbers.`)
  return value
}

/** One number for each output, which must be the same at all of its positions. */
function perOutput(name: string, type: string, key: string, array: NirArray, outputs: number, places: number): Float64Array {
  const values = numbersIn(array)
  if (values.length === 1) return new Float64Array(outputs).fill(values[0]!)
  if (values.length === outputs && places === 1) return Float64Array.from(values)
  if (values.length !== outputs * places) refuse(name, type, `its ${key} is [${array.shape}], where ${outputs * places} neurons are.`)
  return Float64Array.from({ length: outputs }, (_, o) => {
    const first = values[o * places]!
    for (let p = 1; p < places; p++)
      if (!near(values[o * places + p]!, first))
        refuse(name, type, `its ${key} differs from place to place of a channel, which neurons here cannot.`)
    return first
  })
}
