/** Signatures of the kernels of samplers; equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

const time = 'f32[steps, batch, values]' as const
const gated = 'f32[gateSteps, gateBatch, gateValues]' as const
const drive = 'f32[steps, batch, height, width, 4]' as const
const hidden = 'f32[hiddenSteps, hiddenRows, 4]' as const
/** The number of pixels of a line that an invocation computes. */
export const QUAD = 4
const tile = { QUADS: 4, LINES: 8, KERNEL: 3, DEPTH: 1, WHOLE: 200, HIDDENS: 1, GATED: 1, SMOOTH: 0 }
const fire = { threshold: 'f32', resetTo: 'f32', alpha: 'f32' } as const
const perTile = ({ batch, height, width }: Readonly<Record<'batch' | 'height' | 'width', number>>, { QUADS, LINES }: typeof tile) =>
  [Math.ceil(width / (QUAD * QUADS)), Math.ceil(height / LINES), batch] as const

export const samplerForward = defineKernel('layers/sampler-forward', {
  reads: { drive, gate: 'f32[gateWords]' },
  writes: { potential: time, spikes: time, previousSpikes: gated, leak: gated, hidden },
  params: { bias1: 'u32', weight2: 'u32', bias2: 'u32', lines: 'u32', ...fire },
  constants: tile,
  workgroups: perTile,
  scanned: true,
})

export const samplerBackward = defineKernel('layers/sampler-backward', {
  reads: { potential: time, potentialGrad: time, spikesGrad: time, leak: gated, gate: 'f32[gateWords]', hidden },
  writes: { driveGrad: drive, hiddenGrad: hidden },
  params: { weight2: 'u32', lines: 'u32', ...fire },
  constants: tile,
  workgroups: perTile,
  scanned: true,
})

const windows = { WORKGROUP: 64, WINDOWED: 1, AWARE: 1, DROPOUT: 1, AVERAGE: 0 }
const perValue = ({ batch, values }: Readonly<Record<'batch' | 'values', number>>) => [batch * values] as const

export const samplerWindows = defineKernel('layers/sampler-windows', {
  reads: { potential: time, spikes: time, closes: time },
  writes: {
    representation: 'f32[slices, rows, 4]',
    counts: 'u32[countRows, countValues]',
    closed: 'u32[countRows, countValues]',
    residual: 'f32[countRows, countValues]',
  },
  constants: windows,
  threads: perValue,
})

export const samplerWindowsBackward = defineKernel('layers/sampler-windows-backward', {
  reads: { representationGrad: 'f32[slices, rows, 4]', potential: time, spikes: time, closes: time },
  writes: { potentialGrad: time, spikesGrad: time },
  constants: windows,
  threads: perValue,
})

export const samplerLeakBackward = defineKernel('layers/sampler-leak-backward', {
  reads: { potential: time, driveGrad: 'f32[steps, batch, pixels, 4]', logit: 'f32[4]' },
  writes: { partial: 'f32[splits, 4]' },
  params: { rowsPerSplit: 'u32', ...fire },
  constants: { SMOOTH: 0 },
  workgroups: ({ splits }) => [splits],
})

/** One workgroup per sample. */
export const samplerFiring = defineKernel('layers/sampler-firing', {
  reads: { spikes: 'f32[bins, batch, values]', micro: 'u32[1]' },
  writes: { firing: 'f32[total]' },
  params: { meant: 'u32' },
  workgroups: ({ batch }) => [batch],
})
