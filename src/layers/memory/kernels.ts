/** Signatures of the walks of an agent's memory; equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

const threads = { THREADS: 64, ROWS: 4, EXCHANGED: 64 }
const spiking = { ...threads, GATES: 1, PROJECTION: 0, HARD: 0, ZEROED: 0, LEARNED: 0, SURROGATE: 3, SMOOTH: 0 }
const recurrent = ({ steps, rows, recurrentRows, gateColumns }: Record<'steps' | 'rows' | 'recurrentRows' | 'gateColumns', number>) =>
  steps * rows * recurrentRows * gateColumns
const groups = (rows: number, ROWS: number) => [Math.ceil(rows / ROWS)] as const
const fire = { threshold: 'f32', surrogateScale: 'f32' } as const
const places = {
  keptMembrane: 'u32',
  keptSpikes: 'u32',
  keptCurrent: 'u32',
  keptForget: 'u32',
  keptInput: 'u32',
  keptBefore: 'u32',
  keptOutput: 'u32',
  keptInitial: 'u32',
} as const

export const memorySpikingForward = defineKernel('layers/memory-spiking-forward', {
  reads: {
    drive: 'f32[steps, rows, driveColumns]',
    starts: 'f32[steps, rows]',
    recurrent: 'f32[recurrentRows, gateColumns]',
    bias: 'f32[biasColumns]',
    decay: 'f32[columns]',
  },
  writes: { carried: 'f32[rows, states]', kept: 'f32[keptWords]' },
  params: { inner: 'u32', features: 'u32', ...fire, ...places },
  constants: spiking,
  workgroups: ({ rows }, { ROWS }) => groups(rows, ROWS),
  multiplyAdds: recurrent,
})

export const memorySpikingBackward = defineKernel('layers/memory-spiking-backward', {
  reads: {
    kept: 'f32[keptWords]',
    starts: 'f32[steps, rows]',
    recurrent: 'f32[recurrentRows, gateColumns]',
    decay: 'f32[columns]',
    outputGrad: 'f32[steps, rows, columns]',
  },
  writes: {
    driveGrad: 'f32[steps, rows, driveColumns]',
    gateGrads: 'f32[gateSteps, gateRows, gateColumns]',
    decayPartial: 'f32[partialRows, partialColumns]',
  },
  params: { inner: 'u32', features: 'u32', states: 'u32', ...fire, ...places },
  constants: spiking,
  workgroups: ({ rows }, { ROWS }) => groups(rows, ROWS),
  multiplyAdds: recurrent,
})

const gated = { ...threads, LSTM: 0 }
const gatedPlaces = {
  keptGates: 'u32',
  gateStride: 'u32',
  keptBefore: 'u32',
  keptAfter: 'u32',
  keptCell: 'u32',
  keptInitial: 'u32',
} as const

const VALUES = 'f32[steps, rows, columns]'
const units = ({ rows, columns }: { rows: number; columns: number }) => [(rows * columns) / 4] as const

export const memoryMinimalForward = defineKernel('layers/memory-minimal-forward', {
  reads: { drive: 'f32[steps, rows, driveColumns]', starts: 'f32[steps, rows]' },
  writes: { carried: 'f32[rows, columns]', forgetGate: VALUES, inputGate: VALUES, before: VALUES, output: VALUES },
  constants: { WORKGROUP: 64 },
  threads: units,
})

export const memoryMinimalBackward = defineKernel('layers/memory-minimal-backward', {
  reads: { starts: 'f32[steps, rows]', forgetGate: VALUES, inputGate: VALUES, before: VALUES, outputGrad: VALUES },
  writes: { driveGrad: 'f32[steps, rows, driveColumns]' },
  constants: { WORKGROUP: 64 },
  threads: units,
})

export const memoryGatedForward = defineKernel('layers/memory-gated-forward', {
  reads: {
    drive: 'f32[steps, rows, driveColumns]',
    starts: 'f32[steps, rows]',
    recurrent: 'f32[recurrentRows, gateColumns]',
    bias: 'f32[biasColumns]',
  },
  writes: { carried: 'f32[rows, states]', kept: 'f32[keptWords]' },
  params: gatedPlaces,
  constants: gated,
  workgroups: ({ rows }, { ROWS }) => groups(rows, ROWS),
  multiplyAdds: recurrent,
})

export const memoryGatedBackward = defineKernel('layers/memory-gated-backward', {
  reads: {
    kept: 'f32[keptWords]',
    starts: 'f32[steps, rows]',
    recurrent: 'f32[recurrentRows, gateColumns]',
    outputGrad: 'f32[steps, rows, columns]',
  },
  writes: { driveGrad: 'f32[steps, rows, driveColumns]', gateGrads: 'f32[gateSteps, gateRows, gradColumns]' },
  params: gatedPlaces,
  constants: gated,
  workgroups: ({ rows }, { ROWS }) => groups(rows, ROWS),
  multiplyAdds: recurrent,
})
