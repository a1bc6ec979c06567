/**
 * What the views show of a layer's neurons, where they have several states: the potential, another state, or the argument of the spike.
 * A reading or a sample of another variable has the same form as that of the potential. Pure.
 */
import type { SampleLayer } from './sample'
import type { CountedFrame } from './shares'

/** Names that no line of a text can have: of the argument of the spike, and of a potential without a line of its own. */
export const ARGUMENT = 'spike.argument'
export const UNNAMED = 'spike.potential'

/** The name of a variable on screen. */
export const variableText = (name: string): string => ({ [ARGUMENT]: 'argument', [UNNAMED]: 'potential' })[name] ?? name

/** A reading of another variable than the potential, with its name; or of the potential, titled as what stands for it. */
export type VariableReading = CountedFrame & { readonly variable?: string; readonly titled?: string }

/** What words call a reading; undefined for the potential. */
export const titleOf = ({ variable, titled }: VariableReading): string | undefined => variable ?? titled

const TITLED = new WeakMap<VariableReading, VariableReading>()

/** The reading of a potential with the title of what stands for it: of the argument, where the threshold is no number. */
export function titledReading(reading: VariableReading, titled: string | null): VariableReading {
  if (titled === null || reading.variable !== undefined) return reading
  const made = TITLED.get(reading) ?? { ...reading, titled }
  TITLED.set(reading, made)
  return made
}

const MADE = new WeakMap<CountedFrame, Map<string, VariableReading>>()

/**
 * The reading of a variable: of a state without threshold and window, of the argument with both, and 0 as the threshold. Where there is no
 * such variable, that of the potential.
 */
export function readingOf(frame: CountedFrame, variable: string | null): VariableReading {
  if (variable === null) return frame
  const known = MADE.get(frame) ?? new Map<string, VariableReading>()
  MADE.set(frame, known)
  const made = known.get(variable) ?? (variable === ARGUMENT ? ofArgument(frame) : ofState(frame, variable))
  known.set(variable, made)
  return made
}

/** The potential minus the threshold: where the potential is shown, the threshold is a number. */
function ofArgument(frame: CountedFrame): VariableReading {
  const { threshold, low, high, mean, windowLow, windowHigh, potentials } = frame
  const less = (u: number) => u - threshold
  return {
    ...frame,
    variable: ARGUMENT,
    low: less(low),
    high: less(high),
    mean: mean.map(less),
    windowLow: windowLow.map(less),
    windowHigh: windowHigh.map(less),
    threshold: 0,
    resetTo: null,
    predicted: null,
    ...(potentials && { potentials: potentials.map(less) }),
  }
}

function ofState(frame: CountedFrame, variable: string): VariableReading {
  const state = frame.states?.find(({ name }) => name === variable)
  if (!state) return frame
  const { name, ...ofValues } = state
  const { potentials, ...ofLayer } = frame
  const none = new Float32Array(frame.windowLow.length).fill(Number.NaN)
  const zero = new Uint32Array(none.length)
  return {
    ...ofLayer,
    ...ofValues,
    variable: name,
    threshold: Number.NaN,
    resetTo: null,
    windowLow: none,
    windowHigh: none,
    windowClosed: false,
    available: zero,
    availableFixed: zero,
    predicted: null,
  }
}

/** What a reading has besides the potential. */
export const otherVariables = ({ states, threshold }: CountedFrame): string[] =>
  states ? [...states.map(({ name }) => name), ...(threshold === 0 ? [] : [ARGUMENT])] : []

/** Whether what was read has a threshold and a window: the potential and the argument have, another state has neither. */
export const hasThreshold = ({ threshold }: Pick<CountedFrame, 'threshold'>): boolean => !Number.isNaN(threshold)

const SAMPLES = new WeakMap<SampleLayer, Map<string, SampleLayer>>()

/** A sample's layer with a variable in the place of the potential. @param threshold of the potential */
export function sampleOf(layer: SampleLayer, variable: string | null, threshold: number): SampleLayer {
  if (variable === null) return layer
  const known = SAMPLES.get(layer) ?? new Map<string, SampleLayer>()
  SAMPLES.set(layer, known)
  const values = layer.states?.find(({ name }) => name === variable)?.values
  const made =
    known.get(variable) ??
    (values
      ? { ...layer, membrane: values }
      : variable === ARGUMENT
        ? { ...layer, membrane: layer.membrane.map((u) => u - threshold) }
        : layer)
  known.set(variable, made)
  return made
}
