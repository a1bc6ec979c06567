/**
 * Scenes of moving shapes as ops: from their numbers to events by pixel and ground truth. Nothing is stored, so training can use new
 * scenes indefinitely. Pure: no GPU.
 */
import type { Op } from '../../engine/kernel'
import { type Tensor, tensor } from '../../engine/tensor'
import { shapesLattice, shapesScene, shapesSense, shapesTruths } from './kernels'
import { MAX_OBJECTS, type ShapesSpec, type ShapesSplit, SPLITS, SUBSTEPS, shapesShape } from './schema'

/** The rows of a scene's table: one for the scene, and four for each object. */
export const ROWS = 1 + 4 * MAX_OBJECTS
/** Lattice points of textures with two octaves: 11 and 21 points along a side; for objects, 7 and 11. */
export const BACKGROUND_POINTS = 11 ** 2 + 21 ** 2
export const OBJECT_POINTS = 7 ** 2 + 11 ** 2
const POINTS = BACKGROUND_POINTS + MAX_OBJECTS * OBJECT_POINTS

export interface SeenScenes {
  readonly ops: readonly Op[]
  /** [batch, slots, pixels]: microseconds << 1 | 1 if ON, in ascending order within a pixel. Undefined beyond a pixel's count. */
  readonly events: Tensor<'u32'>
  /** [batch, pixels] */
  readonly eventCounts: Tensor<'u32'>
  /** [batch]: the number of events without a free slot, the latest of their pixels. */
  readonly lost: Tensor<'u32'>
  /** [batch, maxTruths, 8]: class, center (x, y), width, height in pixels, ignored, speed in pixels per second, visible fraction. */
  readonly truths: Tensor<'f32'>
  /** [batch] */
  readonly truthCounts: Tensor<'u32'>
}

/**
 * @param samples u32 [batch]: the numbers of scenes of the split.
 * @param how `slots` of a pixel; `longest`, the maximum number of substeps without events that are skipped at once: 1 computes each
 * substep, which gives the same events but is slower.
 */
export function seenScenes(
  name: string,
  spec: ShapesSpec,
  split: ShapesSplit,
  samples: Tensor<'u32'>,
  how: { readonly slots?: number; readonly longest?: number } = {},
): SeenScenes {
  const { side, maxTruths, slots: room } = shapesShape(spec)
  const { slots = room, longest = SUBSTEPS } = how
  const batch = samples.shape[0]!
  const pixels = side * side
  const scenes = tensor(`${name}.scenes`, 'f32', [batch, ROWS, 4])
  const lattices = tensor(`${name}.lattices`, 'f32', [batch, POINTS])
  const tallies = tensor(`${name}.tallies`, 'u32', [batch, pixels])
  const events = tensor(`${name}.events`, 'u32', [batch, slots, pixels])
  const eventCounts = tensor(`${name}.eventCounts`, 'u32', [batch, pixels])
  const truths = tensor(`${name}.truths`, 'f32', [batch, maxTruths, 8])
  const truthCounts = tensor(`${name}.truthCounts`, 'u32', [batch])
  const lost = tensor(`${name}.lost`, 'u32', [batch])
  const key = { seed: spec.seed, split: SPLITS[split] }
  const ops = [
    shapesScene({ samples, scenes }, key),
    shapesLattice({ samples, scenes, lattices }, key),
    shapesSense({ samples, scenes, lattices, events, eventCounts, tallies }, { ...key, side, longest }),
    shapesTruths({ scenes, tallies, truths, truthCounts, lost }, { side }),
  ]
  return { ops, events, eventCounts, lost, truths, truthCounts }
}
