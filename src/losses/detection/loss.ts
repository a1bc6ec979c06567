/**
 * The loss of an anchor-free detector (YOLOX, Ge et al. 2021): SimOTA assigns cells to ground truth, without a gradient; boxes,
 * objectness, classes and L1 then have a loss each. Nothing is read back. `docs/model.md` has the equations.
 */
import type { Activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { type Tensor, tensor } from '../../engine/tensor'
import * as kernels from './kernels'
import { cellsOf, type DetectionLayout, imagesOf, levelTable } from './layout'
import type { DetectionLossSpec } from './schema'

/**
 * [batch, maxTruths, 8]: class, center x, center y, width, height (pixels), ignored, speed, visible share; rows of zeros are padding. Every
 * number of a row is finite and every class known: rows are checked where they come in. An ignored truth (1) has no cells; cells
 * without an owner whose box touches one have no loss.
 */
export interface Truths {
  readonly truths: Tensor<'f32'>
}

/** The result of the assignment, for views; no gradient flows through it. */
export interface Assignment {
  /** [batch, cells]: the index of the ground truth row among those of its image, or NO_OWNER. */
  readonly owner: Tensor<'u32'>
  /** [batch, cells]: intersection over union of a cell's box with its ground truth; 0 if there is none. */
  readonly matchedIou: Tensor<'f32'>
  /** [batch, maxTruths]: the number of cells for each ground truth row; 0 for padding and ignored rows. */
  readonly dynamicK: Tensor<'u32'>
  /** [batch, cells]: 1 if the cell's center is near that of a ground truth box. */
  readonly candidates: Tensor<'u32'>
  /** [batch]: cells with an owner. */
  readonly positives: Tensor<'u32'>
}

export const NO_OWNER = 0xffffffff

/** [total], for each sample of the whole batch: the batch's metric is the mean over samples. */
interface DetectionMetrics {
  readonly loss: Tensor<'f32'>
  /** Mean over positives of 1 - IoU² or 1 - GIoU, without its weight. */
  readonly iouLoss: Tensor<'f32'>
  readonly objectnessLoss: Tensor<'f32'>
  readonly classLoss: Tensor<'f32'>
  /** 0 where there is no L1. */
  readonly l1Loss: Tensor<'f32'>
  /** Cells with an owner. */
  readonly positives: Tensor<'f32'>
}

export interface DetectionLossTensors {
  /** [1]: the micro-batch of the step. */
  readonly micro: Tensor<'u32'>
  readonly metrics: DetectionMetrics
}

/** One workgroup per image, with its costs in workgroup memory; or one per truth. Both give the same bits. */
export type AssignmentForm = 'perImage' | 'perTruth'

/** The limits of a workgroup's memory in losses/detection-assign. */
export const WORKGROUP_LIMITS = { pairs: 1536, cells: 512, truths: 32 } as const

export const fitsInWorkgroup = (cells: number, maxTruths: number): boolean =>
  cells * maxTruths <= WORKGROUP_LIMITS.pairs && cells <= WORKGROUP_LIMITS.cells && maxTruths <= WORKGROUP_LIMITS.truths

/**
 * Ops that write the metrics of a micro-batch, and the gradient of the raw output for the mean over the whole batch. Losses are divided by
 * the positives of the micro-batch.
 */
export function detectionLoss(
  raw: Activation,
  given: Truths,
  layout: DetectionLayout,
  { iouLoss, iouWeight, l1 }: DetectionLossSpec,
  { micro, metrics }: DetectionLossTensors,
  form?: AssignmentForm,
): { readonly ops: readonly Op[]; readonly assignment: Assignment } {
  const batch = imagesOf(raw, layout)
  const levels = levelTable(raw.value.name, layout.levels)
  const { ops, assignment } = assign(raw, given, levels, layout, form)
  const chunks = Math.ceil(cellsOf(layout.levels) / 64)
  const parts = tensor(`${raw.value.name}.lossParts`, 'f32', [batch, chunks, 8])
  const { positives, ...others } = metrics
  const total = metrics.loss.shape[0]!
  return {
    assignment,
    ops: [
      ...ops,
      kernels.loss(
        {
          raw: raw.value,
          truths: given.truths,
          levels,
          owner: assignment.owner,
          positives: assignment.positives,
          rawGrad: raw.grad!,
          parts,
        },
        { classes: layout.classes, iouWeight, share: batch / total },
        { GENERALIZED: Number(iouLoss === 'giou'), L1: Number(l1) },
      ),
      kernels.metrics({ parts, micro, ...others, positiveMetric: positives }, { iouWeight }),
    ],
  }
}

/** SimOTA. */
function assign(
  raw: Activation,
  { truths }: Truths,
  levels: Tensor<'u32'>,
  layout: DetectionLayout,
  form: AssignmentForm | undefined,
): { ops: Op[]; assignment: Assignment } {
  const [batch, maxTruths] = truths.shape as [number, number]
  const cells = cellsOf(layout.levels)
  const named = <D extends 'u32' | 'f32'>(name: string, type: D, shape: readonly number[]) =>
    tensor(`${raw.value.name}.${name}`, type, shape)
  const owner = named('owner', 'u32', [batch, cells])
  const matchedIou = named('matchedIou', 'f32', [batch, cells])
  const dynamicK = named('dynamicK', 'u32', [batch, maxTruths])
  const candidates = named('candidates', 'u32', [batch, cells])
  const positives = named('positives', 'u32', [batch])
  const reads = { raw: raw.value, truths, levels }
  const assignment = { owner, matchedIou, dynamicK, candidates, positives }
  const { classes } = layout
  if ((form ?? (fitsInWorkgroup(cells, maxTruths) ? 'perImage' : 'perTruth')) === 'perImage')
    return { ops: [kernels.assign({ ...reads, ...assignment }, { classes })], assignment }
  const asked = named('asked', 'u32', [batch, maxTruths, 10])
  const ops = [
    kernels.choose({ ...reads, asked, dynamicK }, { cells, classes }),
    kernels.resolve({ ...reads, asked, owner, matchedIou, candidates, positives }, { classes }),
  ]
  return { ops, assignment }
}
