/** Signatures of the walks of a latent model; equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

const model = { THREADS: 64, CELL: 1, LATENT: 1, ENCODER_HIDDEN: 0, MEMORY_HIDDEN: 0 }
/** The sizes of arrays in workgroup memory, which hold four rows. */
const shared = { MEMORY: 64, CELLS: 64, HIDDEN: 64, POSTERIOR: 64, GATES: 256 }
/** Each weight meets each row once a step. */
const dense = ({ rows, words }: { rows: number; words: number }, _: object, { steps }: { steps: number }) => steps * rows * words
const byFour = ({ rows }: { rows: number }) => [Math.ceil(rows / 4)] as const
const places = {
  steps: 'u32',
  latents: 'u32',
  encoderMemory: 'u32',
  encoderOut: 'u32',
  encoderOutBias: 'u32',
  memoryMemory: 'u32',
  memoryBias: 'u32',
  memoryLatent: 'u32',
  memoryOut: 'u32',
  memoryOutBias: 'u32',
  keptMemory: 'u32',
  keptAfter: 'u32',
  keptCell: 'u32',
  keptJoined: 'u32',
  keptPosterior: 'u32',
  keptLatent: 'u32',
  keptHidden: 'u32',
  keptGates: 'u32',
} as const

export const latentForward = defineKernel('layers/latent-forward', {
  reads: {
    encoderDrive: 'f32[encoderSteps, encoderRows, encoderColumns]',
    memoryDrive: 'f32[gateSteps, gateRows, gateColumns]',
    noise: 'f32[noiseSteps, noiseRows, noiseColumns]',
    weights: 'f32[words]',
  },
  writes: { carried: 'f32[rows, states]', kept: 'f32[rows, keptWords]' },
  params: places,
  constants: { ...model, ...shared, LATENTS: 64 },
  workgroups: byFour,
  multiplyAdds: dense,
})

export const latentBackward = defineKernel('layers/latent-backward', {
  reads: {
    kept: 'f32[rows, keptWords]',
    weights: 'f32[words]',
    joinedGrad: 'f32[joinedSteps, joinedRows, joinedColumns]',
    memoryGrad: 'f32[memorySteps, memoryRows, memoryColumns]',
  },
  writes: {
    posteriorGrad: 'f32[posteriorSteps, posteriorRows, posteriorColumns]',
    encoderDriveGrad: 'f32[encoderSteps, encoderRows, encoderColumns]',
    memoryDriveGrad: 'f32[gateSteps, gateRows, gateColumns]',
    grads: 'f32[gradWords]',
  },
  params: { ...places, size: 'u32', gateGrads: 'u32', outGrads: 'u32' },
  constants: { ...model, ...shared, LAST: 64, NEWER: 64, SUMS: 256, PARTS: 2, MEMORY_GRAD: 0 },
  workgroups: byFour,
  multiplyAdds: (size, constants, params) => 2 * dense(size, constants, params),
})
