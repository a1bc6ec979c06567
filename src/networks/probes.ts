/**
 * The probes of a network: tensors that they count into, and the ops that count. The builder places the ops behind what they watch;
 * probe-reading.ts reads the tensors, and the kernels are in probe-kernels.ts. Pure.
 */
import { type Op, watched } from '../engine/kernel'
import { padded, persistent, sizeOf, type Tensor, view } from '../engine/tensor'
import { isNoisy } from '../neurons/leaky/noise'
import { fanIn, type NetworkGraph, positionsOf, type SpikingLayer, squaresOps, type WeightLayer, windowsOf } from './graph'
import {
  CELLS,
  channelActivity,
  keepStep,
  membraneHistogram,
  momentGroups,
  neuronCounts,
  valueHistogram,
  valueSummary,
} from './probe-kernels'

export interface LayerProbe {
  readonly spiking: SpikingLayer
  /** The number of samples whose potentials are counted in a training step, over all micro-batches or updates. */
  readonly samples: number
  readonly range: Tensor<'f32'>
  readonly counts: Tensor<'u32'>
  readonly moments: Tensor<'f32'>
  readonly squares: Tensor<'f32'>
  /** [positions * channels]: how often each neuron fired. */
  readonly fired: Tensor<'u32'>
  /** [2, channels]: of each channel, how many positions fired at all, and how many nearly always. */
  readonly activity: Tensor<'u32'>
  readonly windows: Tensor<'f32'>
  readonly summary: Tensor<'f32'> | undefined
  /** The mix of skip lengths, if it is learned. */
  readonly skipWeights: Tensor<'f32'> | undefined
  /** For neurons with several states: the counts of all states, one after the other, each on its own range. */
  readonly states: Pick<LayerProbe, 'range' | 'counts' | 'moments'> | undefined
  /** [parameters, SUMMARY]: mean, smallest and largest value of each learned parameter of the neurons. */
  readonly learned: Tensor<'f32'> | undefined
}

/** Words from one parameter's summary to the next: a binding begins at a multiple of 256 bytes. */
export const SUMMARY = 64

/** @param samples of all micro-batches or updates of a training step together */
export function probeOf(s: SpikingLayer, samples: number): LayerProbe {
  // Layers after a mean over time have one step.
  const [steps, rows, neurons] = s.membrane.shape as readonly [number, number, number]
  const { threshold } = s.spec
  const reach = Math.max(1, threshold)
  return {
    spiking: s,
    samples,
    range: persistent(`${s.name}.range`, 'f32', [1, 2], Float32Array.of(threshold - 3.5 * reach, threshold + 2.5 * reach)),
    counts: persistent(`${s.name}.counts`, 'u32', [steps, CELLS]),
    moments: persistent(`${s.name}.moments`, 'f32', [steps, momentGroups(rows * neurons), 2]),
    squares: persistent(`${s.name}.squares`, 'f32', [padded(steps)]),
    fired: persistent(`${s.name}.fired`, 'u32', [positionsOf(s) * neurons]),
    activity: persistent(`${s.name}.activity`, 'u32', [2, neurons]),
    windows: windowsOf(s),
    summary: s.summary,
    skipWeights: s.recurrence?.skipWeights.logits && s.recurrence.skipWeights.values,
    states: s.states ? statesProbeOf(s, s.states.names.length, steps, momentGroups(rows * neurons)) : undefined,
    learned: s.learned?.length ? persistent(`${s.name}.learned`, 'f32', [s.learned.length, SUMMARY]) : undefined,
  }
}

/** The initial range of a state, whose size is unknown; it widens to the measured values. */
const STATE_RANGE = [-0.05, 0.05]

const statesProbeOf = ({ name }: SpikingLayer, count: number, steps: number, groups: number): LayerProbe['states'] => ({
  range: persistent(
    `${name}.stateRanges`,
    'f32',
    [count, 2],
    Float32Array.from({ length: 2 * count }, (_, at) => STATE_RANGE[at % 2]!),
  ),
  counts: persistent(`${name}.stateCounts`, 'u32', [count * steps, CELLS]),
  moments: persistent(`${name}.stateMoments`, 'f32', [count * steps, groups, 2]),
})

/** The fraction of its steps and samples from which a neuron counts as firing nearly always. */
const NEARLY_ALWAYS = 0.95

/** @param sequence the number of steps of a sample, where the layer has one of them after another */
export function membraneOps(
  { spiking: s, samples, range, counts, moments, fired, activity, states, learned }: LayerProbe,
  sequence = s.spikes.shape[0]!,
): Op[] {
  const [steps, rows, channels] = s.spikes.shape as readonly [number, number, number]
  const positions = positionsOf(s)
  const neurons = positions * channels
  return watched<Op>([
    membraneHistogram(
      { membrane: s.halves ?? s.membrane, surrogateScale: windowsOf(s), range, counts, moments },
      { features: s.features, threshold: s.spec.threshold, halfFactor: s.halfFactor ?? 0 },
      { ONE_SIDED: Number(s.halfFactor === null), MARKED: Number(isNoisy(s.options)), HALF: Number(s.halves !== undefined) },
    ),
    ...(states && s.states
      ? [
          membraneHistogram(
            {
              membrane: view(s.states.tensor, [states.counts.shape[0]!, ...s.membrane.shape.slice(1)]),
              surrogateScale: s.options.surrogateScale,
              ...states,
            },
            { features: s.features, threshold: 0, halfFactor: 0 },
          ),
        ]
      : []),
    neuronCounts({ spikes: view(s.spikes, [(steps * rows) / positions, neurons]), fired }, {}),
    channelActivity({ fired: view(fired, [positions, channels]), activity }, { always: Math.ceil(NEARLY_ALWAYS * sequence * samples) }),
    ...(learned && s.learned
      ? s.learned.map(({ parameter: { value }, size: [rows, features] }, at) =>
          valueSummary({ values: asMatrix(value), summary: view(learned, [3], at * SUMMARY) }, { features, rows }),
        )
      : []),
  ])
}

/** Views a tensor as rows of its last axis; a vector is one row. */
const asMatrix = (value: Tensor<'f32'>): Tensor<'f32'> => {
  const columns = value.shape.at(-1)!
  return view(value, [sizeOf(value.shape) / columns, columns])
}

/**
 * Ops of one step inside a scan, for a layer that has the steps of a sequence one after the other: they count into the probe of all steps.
 * @param of the layer of one step
 */
export function stepOps(probe: LayerProbe, of: SpikingLayer): Op[] {
  const { samples, range, fired, activity, counts, moments, squares } = probe
  const one = { ...probeOf({ ...of, name: `${of.name}.step` }, samples), range, fired, activity }
  const kept = { stepCounts: one.counts, stepMoments: one.moments, stepSquares: one.squares, counts, moments, squares }
  return [...membraneOps(one, counts.shape[0]!), ...squaresOps(of, one.squares), ...watched([keepStep(kept, {})])]
}

/** Weights whose distribution is shown. */
interface Weighted {
  readonly name: string
  readonly value: Tensor<'f32'>
  readonly outputs: number
  /** The ends of the histogram. */
  readonly low: number
  readonly high: number
  /** The rows that are counted, by default all; and how many of them are padding: they are zero. */
  readonly rows?: number
  readonly spare: number
}

/** A distribution of the weights that are counted: between two ends, and how many zeros of padding are among them. */
export interface WeightProbe {
  readonly counts: Tensor<'u32'>
  readonly low: number
  readonly high: number
  readonly spare: number
}

/** The weight probes by name, and the ops that count. */
export function probeWeights(train: NetworkGraph): { weightProbes: ReadonlyMap<string, WeightProbe>; weights: readonly Op[] } {
  const weighted = [
    ...train.spiking.flatMap(({ name, weightLayer, features, recurrence, learned = [] }): Weighted[] => [
      {
        name,
        value: weightLayer.weight.value,
        outputs: weightLayer.outputs,
        ...within(weightLayer.initialScale / Math.sqrt(fanIn(weightLayer))),
        spare: spareRows(weightLayer),
      },
      ...(recurrence
        ? [
            {
              name: recurrence.recurrent.name,
              value: recurrence.recurrent.value,
              outputs: features,
              ...within(1 / Math.sqrt(features)),
              spare: padded(features) - features,
            },
          ]
        : []),
      ...learned.map(({ name: own, parameter: { value }, low, high, size: [rows, outputs] }) => ({
        name: `${name}.${own}`,
        value,
        rows,
        outputs,
        low,
        high,
        spare: 0,
      })),
    ]),
    ...train.readouts.map(
      (layer): Weighted => ({
        name: train.readouts.length === 1 ? 'output' : layer.name,
        value: layer.weight.value,
        outputs: layer.outputs,
        ...within(1 / Math.sqrt(fanIn(layer))),
        spare: spareRows(layer),
      }),
    ),
  ]
  const weightProbes = new Map(
    weighted.map(({ name, outputs, low, high, spare }) => [
      name,
      { counts: persistent(`${name}.weightCounts`, 'u32', [67]), low, high, spare: spare * outputs },
    ]),
  )
  const weights = weighted.map(({ name, value, outputs, low, high, rows }) => {
    const values = asMatrix(value)
    return valueHistogram(
      { values, counts: weightProbes.get(name)!.counts },
      { features: outputs, rows: rows ?? values.shape[0]!, low, high },
    )
  })
  return { weightProbes, weights }
}

/** A range of four times the approximate size of initial weights to either side. */
const within = (size: number) => ({ low: -4 * size, high: 4 * size })

/** Rows of a weight that belong to padding channels: they are zero. */
const spareRows = (p: WeightLayer): number => sizeOf(p.weight.value.shape) / p.weight.value.shape.at(-1)! - fanIn(p)
