/** How the models of the shelf answer a current that is switched on and off, each at its own height. Pure. */
import { type SpikeTrace, simulateEquations } from '../../../networks/single/equations'
import { singleNeuronSchema } from '../../../networks/single/schema'
import { read } from '../../../neurons/equations/check'
import { SHELF, type ShelfModel } from '../../../neurons/equations/shelf'

/** A drawing of `DRAWN` units: paths of the potential, its threshold and its spikes, which are ticks along the upper edge. */
export interface Answered {
  readonly paths: { readonly potential: string; readonly threshold: string; readonly spikes: string }
  readonly spikes: number
  readonly steps: number
}
export const DRAWN = { width: 96, height: 36 } as const

export interface Shelved extends ShelfModel, Answered {}

let found: readonly Shelved[] | null = null

/** Every model of the shelf with its answer, computed when first asked for. */
export function shelved(): readonly Shelved[] {
  found ??= SHELF.map((model) => ({ ...model, ...answerOf(model.text, model.current)! }))
  return found
}

/** @returns null for a text that cannot be read, or without a spike. */
export function answerOf(text: string, height: number): Answered | null {
  const spec = singleNeuronSchema.parse({ current: { kind: 'step', height } })
  const model = read(text)
  if (!model.ok) return null
  const { spike, spikes } = simulateEquations(model.model, spec)
  if (!spike) return null
  return { paths: pathsOf(spike, spikes), spikes: spikes.filter((s) => s > 0).length, steps: spec.steps }
}

/** The height of the ticks, and the gap below them. */
const [TICK, GAP] = [6, 3]

function pathsOf({ potential, threshold }: SpikeTrace, spikes: readonly number[]): Answered['paths'] {
  const { low, high } = reachOf(potential, threshold)
  const x = (step: number) => ((step + 0.5) * DRAWN.width) / spikes.length
  const top = TICK + GAP
  const y = (value: number) => top + (DRAWN.height - 1 - top) * (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low))
  const along = (values: readonly number[]) =>
    values
      .flatMap((value, step) => (Number.isFinite(value) ? [`${x(step).toFixed(1)} ${y(value).toFixed(1)}`] : []))
      .map((point, index) => `${index === 0 ? 'M' : 'L'}${point}`)
      .join('')
  return {
    potential: along(potential),
    threshold: along(threshold),
    spikes: spikes.flatMap((s, step) => (s > 0 ? [`M${x(step).toFixed(1)} 0V${TICK}`] : [])).join(''),
  }
}

/** From the lowest potential to a little above the threshold: beyond it, potentials of models that explode have no bound. */
function reachOf(potential: readonly number[], threshold: readonly number[]) {
  const low = Math.min(...potential.filter(Number.isFinite), ...threshold.filter(Number.isFinite))
  const line = Math.max(...threshold.filter(Number.isFinite))
  const high = Math.min(Math.max(line, ...potential.filter(Number.isFinite)), line + 0.4 * (line - low))
  return { low, high: high > low ? high : low + 1 }
}
