/** Signatures of the probes: kernels that shrink something interesting to a few kilobytes. */
import { defineKernel } from '../engine/kernel'

export const BINS = 64
/** The cells behind the bins, as in the shader. */
export const CELL = { UNDER: BINS, OVER: BINS + 1, NAN: BINS + 2, AVAILABLE: BINS + 3, AVAILABLE_FIXED: BINS + 4, FIRED: BINS + 5 } as const
export const CELLS = BINS + 6
/** The cells of a histogram of values alone: the bins, and what is under them, over them or NaN. */
export const VALUE_CELLS = BINS + 3

export const membraneHistogram = defineKernel('probes/membrane-histogram', {
  reads: { membrane: 'f32[keptSteps, batch, neurons]', surrogateScale: 'f32[windows]', range: 'f32[ranges, 2]' },
  writes: { counts: 'u32[steps, 70]', moments: 'f32[steps, groups, 2]' },
  params: { features: 'u32', threshold: 'f32', halfFactor: 'f32' },
  constants: { ONE_SIDED: 0, MARKED: 0, HALF: 0 },
  workgroups: ({ groups, steps }) => [groups, steps],
})

/** Moves what probes counted of one step into the row of that step, inside a scan. */
export const keepStep = defineKernel('probes/keep-step', {
  reads: {},
  writes: {
    stepCounts: 'u32[1, cells]',
    stepMoments: 'f32[1, groups, 2]',
    stepSquares: 'f32[words]',
    counts: 'u32[steps, cells]',
    moments: 'f32[steps, groups, 2]',
    squares: 'f32[paddedSteps]',
  },
  constants: { WORKGROUP: 64 },
  threads: ({ cells, groups }) => [Math.max(cells, 2 * groups)],
  scanned: true,
})

/** Workgroups that share one step's potentials: each counts some 4096, so that a barrier is rare. */
export const momentGroups = (potentials: number): number => Math.min(64, Math.ceil(potentials / 4096))

/** Rows that one invocation counts; the number of probes/neuron-counts. */
export const PIECE = 64

export const neuronCounts = defineKernel('probes/neuron-counts', {
  reads: { spikes: 'f32[rows, neurons]' },
  writes: { fired: 'u32[neurons]' },
  constants: { WORKGROUP: 64 },
  threads: ({ rows, neurons }) => [(neurons / 4) * Math.ceil(rows / PIECE)],
})

export const countSpikes = defineKernel('probes/count-spikes', {
  reads: { value: 'f32[steps, samples, words]', reach: 'u32[places]' },
  writes: { counted: 'u32[steps, samples, 2]' },
  params: { stored: 'u32' },
  workgroups: ({ samples, steps }) => [samples, steps],
})

export const channelActivity = defineKernel('probes/channel-activity', {
  reads: { fired: 'u32[positions, channels]' },
  writes: { activity: 'u32[2, channels]' },
  params: { always: 'u32' },
  workgroups: ({ channels }) => [Math.ceil(channels / 16)],
})

export const valueHistogram = defineKernel('probes/value-histogram', {
  reads: { values: 'f32[inputs, outputs]' },
  writes: { counts: 'u32[67]' },
  params: { features: 'u32', rows: 'u32', low: 'f32', high: 'f32' },
  workgroups: ({ inputs, outputs }) => [Math.min(64, Math.ceil((inputs * outputs) / 4096))],
})

/** Mean, smallest and largest value. */
export const valueSummary = defineKernel('probes/value-summary', {
  reads: { values: 'f32[inputs, outputs]' },
  writes: { summary: 'f32[3]' },
  params: { features: 'u32', rows: 'u32' },
  workgroups: () => [1],
})

export const evaluateAccumulate = defineKernel('probes/evaluate-accumulate', {
  reads: { loss: 'f32[batch]', prediction: 'u32[batch]', labels: 'u32[batch]', samples: 'u32[batch]' },
  writes: { lossSum: 'f32[1]', confusion: 'u32[cells]', predictions: 'u32[count]', cursor: 'u32[1]' },
  params: { classes: 'u32' },
  workgroups: () => [1],
})

export const storeOutputs = defineKernel('probes/store-outputs', {
  reads: { value: 'f32[1, batch, columns]', samples: 'u32[batch]' },
  writes: { stored: 'f32[count, outputs]', cursor: 'u32[1]' },
  workgroups: () => [1],
})
