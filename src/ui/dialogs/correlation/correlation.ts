/**
 * Temporal correlation in the page: which sets can be measured, the measurement in progress, and the results so far, so that sets
 * can be compared. A dedicated worker does the work: imports continue, and canceling ends nothing else.
 */

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type Correlation, type CorrelationRequest, stepsToCompare, USUAL_SAMPLES } from '../../../data/correlation/schema'
import { type DataSpec, dataKey, dataShape, isLabeled } from '../../../data/datasets/schema'
import { type EncoderSpec, encoderSchema, onlyEncoder } from '../../../data/encoders/schema'
import type { StoredSet } from '../../../data/store/schema'
import type { Experiment } from '../../../experiments/schema'
import { messageOf } from '../../../problem'
import { createImporter, type ImportProgress } from '../../../worker/importer'
import { encoderText } from '../../state/labels/experiment-label'
import { store } from '../../state/store/store'

/** A data set and the encoder that turns its samples into steps. */
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
  /** Why the last measurement failed, as a sentence. */
  readonly failed: string | null
}

const state = createStore<CorrelationState>(() => ({ samples: USUAL_SAMPLES, work: null, measured: [], failed: null }))
export const useCorrelation = <T>(select: (state: CorrelationState) => T): T => useStore(state, select)
export const setSamples = (samples: number): void => state.setState({ samples })

/** The number of curves that remain distinguishable. */
const MAX_MEASURED = 8

const named = (data: DataSpec, encoder: EncoderSpec): Measurable => {
  const shape = dataShape(data)
  const values = encoder.kind === 'frames' ? `, ${encoder.values}` : ''
  return { title: `${shape.title}, ${encoderText(encoder, shape)}${values}`, data, encoder }
}

/** The open data set with the experiment's encoder. Frames are measured in recorded order, because their order is what is measured. */
const asOpen = ({ data, encoder }: Experiment): Measurable[] =>
  isLabeled(data) ? [named(data, encoder.kind === 'frames' ? { ...encoder, order: 'recorded' } : encoder), asSaved(data)] : []

/** A data set that is not open: as it was saved, or, for an image set, through the default simulated camera. */
const asSaved = (data: DataSpec): Measurable => named(data, encoderSchema.parse({ kind: onlyEncoder(dataShape(data)) ?? 'camera' }))

/** Every data set in this browser that has steps, the open one first. */
export function measurable(open: Experiment, sets: readonly StoredSet[] | null): Measurable[] {
  const all = [...asOpen(open), ...(sets ?? []).map(({ data }) => asSaved(data)), asSaved({ kind: 'spokenDigits', batch: 100 })]
  return all
    .filter(({ data, encoder }) => !('why' in stepsToCompare(data, encoder)))
    .filter((one, at, list) => list.findIndex((other) => keyOf(other) === keyOf(one)) === at)
}
export const keyOf = ({ data, encoder }: Measurable): string => `${dataKey(data)} ${JSON.stringify(encoder)}`

const importer = createImporter()
let last = 0

/** Measures a set and adds it to the chart. @throws Error with the reason; also when it is canceled. */
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
    state.setState({ measured: [...others, { ...what, id: ++last, found }].slice(-MAX_MEASURED) })
    return found
  } catch (error) {
    const failed = messageOf(error)
    state.setState({ failed })
    throw error
  } finally {
    state.setState({ work: null })
  }
}

export const cancelMeasuring = (): void => importer.cancel('The measurement was cancelled.')
export const forgetMeasured = (id: number): void => state.setState({ measured: state.getState().measured.filter((one) => one.id !== id) })

/** Measures the open experiment's data, for `window.lab`. */
export const correlationOfOpen = async (samples = USUAL_SAMPLES): Promise<Correlation> => {
  const { open } = store.getState()
  const steps = stepsToCompare(open.data, open.encoder)
  if ('why' in steps) throw new Error(steps.why)
  return measure(asOpen(open)[0]!, samples)
}
