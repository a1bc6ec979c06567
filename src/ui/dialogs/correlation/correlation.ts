/**
 * Temporal correlation as the page knows it: which sets can be measured, the measurement under way, and what was found, so that sets
 * stand beside each other. The work is done in a worker of its own: imports go on, and a cancel ends nothing else.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type Correlation, type CorrelationRequest, stepsToCompare, USUAL_SAMPLES } from '../../../data/correlation/schema'
import { type DataSpec, dataKey, dataShape, isLabeled } from '../../../data/datasets/schema'
import { type EncoderSpec, encoderSchema, onlyEncoder } from '../../../data/encoders/schema'
import type { KeptSet } from '../../../data/store/schema'
import type { Experiment } from '../../../experiments/schema'
import { createImporter, type ImportProgress } from '../../../worker/importer'
import { encoderText } from '../../state/labels/experiment-label'
import { store } from '../../state/store/store'

/** A set, and how its samples become steps. */
export interface Measurable {
  readonly title: string
  readonly data: DataSpec
  readonly encoder: EncoderSpec
}

export interface Measured extends Measurable {
  readonly id: number
  readonly found: Correlation
}

interface CorrelationState {
  readonly samples: number
  readonly work: (ImportProgress & { readonly title: string }) | null
  readonly measured: readonly Measured[]
  /** Why the last one came to nothing, in a sentence. */
  readonly failed: string | null
}

const state = createStore<CorrelationState>(() => ({ samples: USUAL_SAMPLES, work: null, measured: [], failed: null }))
export const useCorrelation = <T>(select: (state: CorrelationState) => T): T => useStore(state, select)
export const setSamples = (samples: number): void => state.setState({ samples })

/** Curves that can be told apart. */
const MOST_MEASURED = 8

const named = (data: DataSpec, encoder: EncoderSpec): Measurable => {
  const shape = dataShape(data)
  const values = encoder.kind === 'frames' ? `, ${encoder.values}` : ''
  return { title: `${shape.title}, ${encoderText(encoder, shape)}${values}`, data, encoder }
}

/** As the experiment has it. The order of its frames is what is measured: it is taken as recorded. */
const asOpen = ({ data, encoder }: Experiment): Measurable[] =>
  isLabeled(data) ? [named(data, encoder.kind === 'frames' ? { ...encoder, order: 'recorded' } : encoder), asKept(data)] : []

/** The way in which a set that is not open is measured: as it was kept; a picture set as the usual simulated camera sees it. */
const asKept = (data: DataSpec): Measurable => named(data, encoderSchema.parse({ kind: onlyEncoder(dataShape(data)) ?? 'camera' }))

/** Everything here that has steps, what is open first. */
export function measurable(open: Experiment, sets: readonly KeptSet[] | null): Measurable[] {
  const all = [...asOpen(open), ...(sets ?? []).map(({ data }) => asKept(data)), asKept({ kind: 'spokenDigits', batch: 100 })]
  return all
    .filter(({ data, encoder }) => !('why' in stepsToCompare(data, encoder)))
    .filter((one, at, list) => list.findIndex((other) => keyOf(other) === keyOf(one)) === at)
}
export const keyOf = ({ data, encoder }: Measurable): string => `${dataKey(data)} ${JSON.stringify(encoder)}`

const importer = createImporter()
let last = 0

/** Measures and adds it to what is shown. @throws Error that says why not; also where it is cancelled. */
export async function measure(what: Measurable, samples: number): Promise<Correlation> {
  if (state.getState().work) throw new Error('Another measurement is under way. Wait for it, or cancel it.')
  const { title, data, encoder } = what
  const request: CorrelationRequest = { data, encoder, samples }
  state.setState({ work: { what: 'Starting', share: 0, title }, failed: null })
  try {
    const found = await importer.correlate(request, new URL('data/', document.baseURI).href, (progress) => {
      if (state.getState().work) state.setState({ work: { ...progress, title } })
    })
    const others = state.getState().measured.filter((one) => keyOf(one) !== keyOf(what))
    state.setState({ measured: [...others, { ...what, id: ++last, found }].slice(-MOST_MEASURED) })
    return found
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error)
    state.setState({ failed })
    throw error
  } finally {
    state.setState({ work: null })
  }
}

export const cancelMeasuring = (): void => importer.cancel('The measurement was cancelled.')
export const forgetMeasured = (id: number): void => state.setState({ measured: state.getState().measured.filter((one) => one.id !== id) })

/** For scripts. */
export const correlationOfOpen = async (samples = USUAL_SAMPLES): Promise<Correlation> => {
  const { open } = store.getState()
  const steps = stepsToCompare(open.data, open.encoder)
  if ('why' in steps) throw new Error(steps.why)
  return measure(asOpen(open)[0]!, samples)
}
