/**
 * Evaluates a trained network under disturbances: the experiment, samples and weights of a point. Pure but for the evaluations, which a
 * host makes: the worker of the page, or the terminal.
 */
import type { DataSet, SampleSet } from '../../data/streams'
import { randomKey, streamOf } from '../../engine/random'
import { check } from '../../experiments/check'
import type { Experiment } from '../../experiments/schema'
import { errorsOf } from '../../problem'
import type { Stressed, StressPoint } from '../../readings/stress'
import { withEdits } from '../variant'
import type { Disturbance, KeyOf, Tensors, Values } from './disturbance'
import { disturbanceNamed } from './disturbances'
import { placesOf, seriesOf } from './samples'

/** An open evaluation of an experiment. */
interface Evaluator {
  /** @throws where the weights do not fit */
  evaluate(data: DataSet, weights: Tensors): Promise<Stressed>
  close(): void
}

export interface StressHost {
  /** The samples of an experiment; the same object while they are the same. */
  load(experiment: Experiment): Promise<DataSet>
  open(experiment: Experiment, data: DataSet): Promise<Evaluator>
}

export interface Stress {
  /** @throws with a sentence where the experiment cannot be disturbed in this way */
  at(point: StressPoint): Promise<Stressed>
  close(): void
}

/**
 * The last evaluation stays open, since most disturbances change weights or samples alone.
 * @param experiment with the settings that its weights were trained with
 */
export function createStress(experiment: Experiment, weights: Tensors, host: StressHost): Stress {
  let open: { readonly key: string; readonly evaluator: Evaluator } | undefined
  const close = () => {
    open?.evaluator.close()
    open = undefined
  }
  return {
    async at(point) {
      const disturbed = disturbedBy(experiment, point)
      const data = disturbed.samples(await host.load(disturbed.experiment))
      const key = JSON.stringify(disturbed.experiment)
      if (open?.key !== key) {
        close()
        open = { key, evaluator: await host.open(disturbed.experiment, data) }
      }
      return open.evaluator.evaluate(data, disturbed.weights(weights))
    },
    close,
  }
}

/** What a point changes. @throws with a sentence where the experiment cannot be disturbed in this way */
export function disturbedBy(experiment: Experiment, { disturbance: id, strength, seed }: StressPoint) {
  const disturbance = disturbanceNamed(id)
  const refusal = disturbance.refusal(experiment) ?? refusalOf(disturbance, strength)
  if (refusal !== null) throw new Error(`${disturbance.title}: ${refusal}`)
  const keyOf: KeyOf = (purpose) => randomKey(seed, streamOf(`stress ${purpose}`))
  return {
    experiment: withSettings(experiment, disturbance, strength),
    samples: (data: DataSet): DataSet => withSamples(experiment, data, disturbance, strength, keyOf),
    weights: (tensors: Tensors): Tensors => disturbance.weights?.(tensors, strength, keyOf) ?? tensors,
  }
}

function refusalOf({ strengths, whole }: Disturbance, strength: number): string | null {
  const [min, max] = [Math.min(...strengths), Math.max(...strengths)]
  if (strength >= min && strength <= max && (!whole || Number.isInteger(strength))) return null
  return `A strength is a ${whole ? 'whole number' : 'number'} from ${min} to ${max}, not ${strength}.`
}

function withSettings(experiment: Experiment, { title, settings }: Disturbance, strength: number): Experiment {
  const edited = withEdits(experiment, settings?.(experiment, strength) ?? [])
  const problems = edited.ok ? errorsOf(check(edited.experiment)) : edited.problems
  if (edited.ok && problems.length === 0) return edited.experiment
  throw new Error(`${title}: ${problems.map(({ message }) => message).join(' ')}`)
}

/** Disturbs what is evaluated: validation samples or the test set, and the whole recordings of neural responses. */
function withSamples(e: Experiment, data: DataSet, { samples }: Disturbance, strength: number, keyOf: KeyOf): DataSet {
  const series = seriesOf(e)
  if (!samples || !series) return data
  const places = placesOf(e)?.flat()
  const changed = (set: SampleSet): SampleSet => {
    const stream = set.streams[series.stream]!
    const stride = stream.values.length / set.count
    // Clips and recordings differ in length.
    const steps = series.stream === 'stimulus' ? stream.shape[0]! : series.steps
    const disturb = (from: Values['values'], each: number): Values['values'] => {
      const to = from.slice()
      samples({ ...series, steps, values: from, stride: each, count: set.count }, to, strength, keyOf)
      return to
    }
    const from = stream.values as Values['values']
    const values = places ? inOrderOf(places, { values: from, stride }, disturb) : disturb(from, stride)
    return { ...set, streams: { ...set.streams, [series.stream]: { ...stream, values } } }
  }
  const { recordings } = data as { recordings?: Readonly<Record<string, SampleSet>> }
  const whole = recordings && Object.fromEntries(Object.entries(recordings).map(([part, set]) => [part, changed(set)]))
  const { validation, test } = data
  return { ...data, ...(validation && { validation: changed(validation) }), test: changed(test), ...(whole && { recordings: whole }) }
}

/** Reorders values so that each sample's steps are consecutive, changes them, and restores the order. */
function inOrderOf(
  places: readonly number[],
  { values, stride }: Pick<Values, 'values' | 'stride'>,
  change: (ordered: Values['values'], stride: number) => Values['values'],
): Values['values'] {
  const placeOf = (i: number) => Math.floor(i / places.length) * stride + places[i % places.length]!
  const ordered = values.slice(0, (values.length / stride) * places.length)
  for (let i = 0; i < ordered.length; i++) ordered[i] = values[placeOf(i)]!
  const disturbed = values.slice()
  for (const [i, value] of change(ordered, places.length).entries()) disturbed[placeOf(i)] = value
  return disturbed
}
