/**
 * What surrogates as formulas read, for a whole network: mean and std of the argument by layer and step, the mean scale of the
 * normalization in front, and the decay. Tables are filled once before the forward pass, with what the training step before measured;
 * each layer adds a dispatch that sums, and one behind the forward pass keeps the results, which are statistics as those of a
 * normalization: part of every checkpoint, and unchanged by a step that is not finite.
 */
import type { Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Network, Parameter } from '../../engine/network'
import { BORDER, persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { type Formula, isMoving, readsOf } from './formula'
import { formulaWindows } from './formula-shader'
import { argumentStatistics, argumentSums, printedKernel, surrogateTables } from './kernels'
import { MEASURED } from './tree'

/** The workgroups that share a step's potentials: each sums some 4096, at most this many. */
const MAX_GROUPS = 64
const OFFSETS = 8

/** A layer of spikes, and what it depends on. */
interface Followed {
  readonly name: string
  readonly features: number
  /** The scales of the normalization in front, and how many there are without padding. */
  readonly gamma?: Parameter
  /** The logit of a learned decay. */
  readonly logit?: Parameter
}

export interface MeasuredRow {
  /** [5 steps]: the numbers of the steps, then mean, std, gain and leak of each; to be bound as the scale of a surrogate. */
  readonly table: Tensor<'f32'>
  /** [steps]: half the window. */
  readonly widths: Tensor<'f32'>
  /** Sums the potentials of a training step; none where neither mean nor std is read, nor in an evaluation. */
  sums(membrane: Tensor<'f32'>, threshold: number): Op[]
}

export interface Measured {
  row(formula: Formula, followed: Followed): MeasuredRow
  /** The ops before the forward pass, once all layers are built. */
  before(network: Network, decay: number): Op[]
  /** Measures after the forward pass. */
  after(network: Network): Op[]
}

interface Row extends Followed {
  readonly offsets: readonly [mean: number, std: number]
  groups: number
  potentials: number
}

/** @param maxLayers the most layers of spikes. @param label in the names of its tensors */
export function createMeasured({ mode, steps, network }: Context, maxLayers: number, label: string = mode): Measured {
  const aligned = (words: number) => Math.ceil(words / BORDER) * BORDER
  const [words, stride, summed] = [aligned((1 + MEASURED.length) * steps), aligned(steps), steps * MAX_GROUPS * 3]
  const tables = tensor(`${label}.surrogateTables`, 'f32', [maxLayers, words])
  const widths = tensor(`${label}.surrogateWidths`, 'f32', [maxLayers, stride])
  const sums = tensor(`${label}.argumentSums`, 'f32', [maxLayers, summed])
  const rows: Row[] = []
  let read: Formula | undefined
  const measures = () => read !== undefined && (readsOf(read).has('mean') || readsOf(read).has('std'))
  let made: Tensor<'u32'> | undefined
  const offsets = () => {
    made ??= persistent(
      `${label}.surrogateOffsets`,
      'u32',
      [rows.length, OFFSETS],
      Uint32Array.from(
        rows.flatMap(({ offsets: [mean, std], gamma, features, logit, groups, potentials }) => {
          const place = (parameter: Parameter | undefined) => parameter?.value.offset ?? 0
          return [mean, std, place(gamma), gamma ? features : 0, place(logit), groups, potentials, 0]
        }),
      ),
    )
    return made
  }
  return {
    row(formula, followed) {
      read = formula
      const place = (what: string, initial: number) =>
        measures() ? network.statistic(`${followed.name}.argument_${what}`, steps, 1, initial).value.offset! : 0
      const row: Row = { ...followed, offsets: [place('mean', 0), place('std', 1)], groups: 0, potentials: 0 }
      const index = rows.push(row) - 1
      return {
        table: view(tables, [(1 + MEASURED.length) * steps], index * words),
        widths: view(widths, [steps], index * stride),
        sums(membrane, threshold) {
          if (!measures() || mode !== 'train') return []
          const [, batch, neurons] = membrane.shape as readonly [number, number, number]
          row.groups = Math.min(MAX_GROUPS, Math.ceil((batch * neurons) / 4096))
          row.potentials = batch * followed.features
          const own = view(sums, [steps, row.groups, 3], index * summed)
          return [argumentSums({ membrane, sums: own }, { features: followed.features, threshold })]
        },
      }
    },
    before({ values, statistics }, decay) {
      if (!read || rows.length === 0) return []
      const all = view(tables, [rows.length, words])
      const learned = Number(rows[0]!.logit !== undefined)
      return [
        surrogateTables(
          { values, statistics: measures() ? statistics : values, offsets: offsets(), tables: all },
          { steps, decay },
          { LEARNED: learned, MEASURED: Number(measures()) },
        ),
        ...(isMoving(read)
          ? [
              printedKernel(
                'window',
                formulaWindows(read),
                ({ layers }) => layers! * steps,
              )({ tables: all, widths: view(widths, [rows.length, stride]) }, { steps }),
            ]
          : []),
      ]
    },
    after({ observed }) {
      if (rows.length === 0 || !measures() || mode !== 'train') return []
      return [argumentStatistics({ sums: view(sums, [rows.length, summed]), offsets: offsets(), observed }, { steps })]
    },
  }
}
