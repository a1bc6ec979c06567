/**
 * MPD-AGL's windows of a whole network: one dispatch before the forward pass, since widths depend on parameters alone.
 * Offsets in the arena are known once every layer has been built, so layers request their row first and the op is made last.
 */

import type { Dispatch } from '../../engine/kernel'
import type { Network, Parameter } from '../../engine/network'
import { BORDER, persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { adaptiveWindows } from '../leaky/kernels'

/** The parameters that a layer's window depends on. */
interface Followed {
  readonly gamma: Parameter
  readonly beta: Parameter
  /** The logit of a learned decay. */
  readonly logit?: Parameter
  readonly features: number
}

interface WindowRow {
  /** [steps] */
  readonly widths: Tensor<'f32'>
  /** [4]: gammaMean, betaMean, decay, closed. */
  readonly summary: Tensor<'f32'>
}

export interface Windows {
  row(followed: Followed): WindowRow
  /** The op that fills all rows; none if no layer requested one. */
  op(network: Network, how: { readonly threshold: number; readonly decay: number }): Dispatch[]
}

/** @param maxLayers the maximum number of layers with a window. */
export function createWindows(name: string, steps: number, maxLayers: number): Windows {
  const stride = Math.ceil(steps / BORDER) * BORDER
  const rows: Followed[] = []
  const widths = tensor(`${name}.widths`, 'f32', [Math.max(1, maxLayers), stride])
  const summary = tensor(`${name}.summary`, 'f32', [Math.max(1, maxLayers), BORDER])
  return {
    row(followed) {
      const index = rows.push(followed) - 1
      return { widths: view(widths, [steps], index * stride), summary: view(summary, [4], index * BORDER) }
    },
    op(network, { threshold, decay }) {
      if (rows.length === 0) return []
      const offsetOf = (p: Parameter | undefined) => p?.value.offset ?? 0
      const words = rows.flatMap(({ gamma, beta, logit, features }) => [offsetOf(gamma), offsetOf(beta), offsetOf(logit), features])
      const offsets = persistent(`${name}.offsets`, 'u32', [rows.length, 4], Uint32Array.from(words))
      const learned = Number(rows[0]!.logit !== undefined)
      return [
        adaptiveWindows(
          { values: network.values, offsets, widths: view(widths, [rows.length, stride]), summary: view(summary, [rows.length, BORDER]) },
          { steps, threshold, decay },
          { LEARNED: learned },
        ),
      ]
    },
  }
}
