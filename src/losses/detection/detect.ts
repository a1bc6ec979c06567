/**
 * The detections of a network: decodes its raw output and selects the best of cells that found the same object (non-maximum suppression).
 */
import type { Activation } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import { type Tensor, tensor } from '../../engine/tensor'
import * as kernels from './kernels'
import { cellsOf, type DetectionLayout, imagesOf, levelTable } from './layout'
import type { ScoringSpec } from './schema'

/** The maximum number of detections of an image, as in COCO's average precision. */
const MAX_DETECTIONS = 100

export interface Detected {
  /**
   * [batch, kept, 8]: left, top, right, bottom (pixels), score, class, objectness, probability of the class; by decreasing score; then
   * zeros.
   */
  readonly detections: Tensor<'f32'>
  /** [batch]. */
  readonly counts: Tensor<'u32'>
}

/**
 * Decodes the outputs of cells, and computes the gradient if the raw output has one.
 * @returns decoded, [1, batch * cells, padded columns]: center x, center y, width, height (pixels), then objectness and classes as probabilities
 */
export function decode(raw: Activation, layout: DetectionLayout): { forward: Dispatch; backward: Dispatch[]; decoded: Activation } {
  const { name, shape } = raw.value
  imagesOf(raw, layout)
  const levels = levelTable(name, layout.levels)
  const value = tensor(`${name}.decoded`, 'f32', shape)
  const params = { cells: cellsOf(layout.levels), classes: layout.classes }
  const forward = kernels.decode({ raw: raw.value, levels, decoded: value }, params)
  if (!raw.grad) return { forward, backward: [], decoded: { value, form: 'dense', features: raw.features } }
  const grad = tensor(`${name}.decodedGrad`, 'f32', shape)
  const backward = [kernels.decodeBackward({ raw: raw.value, levels, decoded: value, decodedGrad: grad, rawGrad: raw.grad }, params)]
  return { forward, backward, decoded: { value, grad, form: 'dense', features: raw.features } }
}

/** One op that selects detections from the decoded cells (NMS). @param kept the maximum number of detections per image */
export function suppressed(
  decoded: Activation,
  layout: DetectionLayout,
  scoring: ScoringSpec,
  kept = MAX_DETECTIONS,
): { op: Dispatch } & Detected {
  const batch = imagesOf(decoded, layout)
  const cells = cellsOf(layout.levels)
  const { name } = decoded.value
  const detections = tensor(`${name}.detections`, 'f32', [batch, kept, 8])
  const counts = tensor(`${name}.detectionCounts`, 'u32', [batch])
  const scored = tensor(`${name}.scored`, 'u32', [batch, cells, 2])
  const op = kernels.nms(
    { decoded: decoded.value, scored, detections, counts },
    { classes: layout.classes, confidence: scoring.confidence, iouThreshold: scoring.iouThreshold },
    { WORKGROUP: cells > 1024 ? 256 : 64, AGNOSTIC: Number(scoring.classAgnostic) },
  )
  return { op, detections, counts }
}

/** Ops from raw output to detections. */
export function detect(raw: Activation, layout: DetectionLayout, scoring: ScoringSpec): { readonly ops: readonly Op[] } & Detected {
  const { forward, decoded } = decode(raw, layout)
  const { op, detections, counts } = suppressed(decoded, layout, scoring)
  return { ops: [forward, op], detections, counts }
}
