/** Kernel signatures for detection: decoding the raw output, assigning cells to ground truth, the loss, and selecting detections. */
import { defineKernel } from '../../engine/kernel'

const RAW = 'f32[1, rows, columns]'
const LEVELS = 'u32[levelCount, 4]'
const TRUTHS = 'f32[batch, maxTruths, 8]'
const OF_CELLS = 'u32[batch, cells]'
const params = { cells: 'u32', classes: 'u32' } as const

/** One invocation per cell. */
export const decode = defineKernel('losses/detection-decode', {
  reads: { raw: RAW, levels: LEVELS },
  writes: { decoded: RAW },
  params,
  constants: { WORKGROUP: 64 },
  threads: ({ rows }) => [rows],
})

export const decodeBackward = defineKernel('losses/detection-decode-backward', {
  reads: { raw: RAW, levels: LEVELS, decoded: RAW, decodedGrad: RAW },
  writes: { rawGrad: RAW },
  params,
  constants: { WORKGROUP: 64 },
  threads: ({ rows }) => [rows],
})

/** One workgroup per image; for few cells and truths. */
export const assign = defineKernel('losses/detection-assign', {
  reads: { raw: RAW, truths: TRUTHS, levels: LEVELS },
  writes: {
    owner: OF_CELLS,
    matchedIou: 'f32[batch, cells]',
    candidates: OF_CELLS,
    dynamicK: 'u32[batch, maxTruths]',
    positives: 'u32[batch]',
  },
  params: { classes: 'u32' },
  constants: { WORKGROUP: 128 },
  workgroups: ({ batch }) => [batch],
})

/** One workgroup per truth. */
export const choose = defineKernel('losses/detection-choose', {
  reads: { raw: RAW, truths: TRUTHS, levels: LEVELS },
  writes: { asked: 'u32[batch, maxTruths, 10]', dynamicK: 'u32[batch, maxTruths]' },
  params,
  workgroups: ({ batch, maxTruths }) => [maxTruths, batch],
})

/** One workgroup an image. */
export const resolve = defineKernel('losses/detection-resolve', {
  reads: { raw: RAW, truths: TRUTHS, levels: LEVELS, asked: 'u32[batch, maxTruths, 10]' },
  writes: { owner: OF_CELLS, matchedIou: 'f32[batch, cells]', candidates: OF_CELLS, positives: 'u32[batch]' },
  params: { classes: 'u32' },
  constants: { WORKGROUP: 128 },
  workgroups: ({ batch }) => [batch],
})

/** One invocation per cell, one workgroup per chunk of 64 cells of an image. */
export const loss = defineKernel('losses/detection-loss', {
  reads: { raw: RAW, truths: TRUTHS, levels: LEVELS, owner: OF_CELLS, positives: 'u32[batch]' },
  writes: { rawGrad: RAW, parts: 'f32[batch, chunks, 8]' },
  params: { classes: 'u32', iouWeight: 'f32', share: 'f32' },
  constants: { GENERALIZED: 0, L1: 0 },
  workgroups: ({ batch, chunks }) => [chunks, batch],
})

export const metrics = defineKernel('losses/detection-metrics', {
  reads: { parts: 'f32[batch, chunks, 8]', micro: 'u32[1]' },
  writes: {
    loss: 'f32[total]',
    iouLoss: 'f32[total]',
    objectnessLoss: 'f32[total]',
    classLoss: 'f32[total]',
    l1Loss: 'f32[total]',
    positiveMetric: 'f32[total]',
  },
  params: { iouWeight: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch }) => [batch],
})

/** One workgroup an image. */
export const nms = defineKernel('losses/detection-nms', {
  reads: { decoded: RAW },
  writes: { scored: 'u32[batch, cells, 2]', detections: 'f32[batch, kept, 8]', counts: 'u32[batch]' },
  params: { classes: 'u32', confidence: 'f32', iouThreshold: 'f32' },
  constants: { WORKGROUP: 64, AGNOSTIC: 0 },
  workgroups: ({ batch }) => [batch],
})
