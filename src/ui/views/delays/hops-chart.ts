/** Draws the spikes of two layers over time, and the way of those that leave or arrive with the picked one. */
import { clipped, crisp, line, type Pen, styles, text } from '../../base/draw'
import { linear, type Scale, ticks } from '../../base/scale'
import { drawHop, drawPicked } from '../../shared/draw-hop'
import { type Fired, type Hops, type Picked, spikeNear } from '../../shared/hops'

export interface HopsLook {
  readonly before: Fired
  readonly after: Fired
  readonly names: { readonly before: string; readonly after: string }
  readonly picked: Picked | null
  readonly hops: Hops | null
}

interface Band {
  readonly top: number
  readonly height: number
}

/** The area in which the layers are drawn, one above the other. */
export interface HopsPlace {
  readonly left: number
  readonly width: number
  readonly before: Band
  readonly after: Band
}

/** What is written above each layer, the gap between them, and the axis, in px at a root font size of 16 px. */
const [HEAD, GAP, AXIS] = [15, 10, 18] as const

/** The layer with more neurons is taller, though not in proportion. */
export function hopsPlace(width: number, height: number, r: number, { before, after }: Pick<HopsLook, 'before' | 'after'>): HopsPlace {
  const room = Math.max(20 * r, height - (2 * HEAD + GAP + AXIS) * r)
  const share = Math.min(0.7, Math.max(0.3, Math.sqrt(before.neurons) / (Math.sqrt(before.neurons) + Math.sqrt(after.neurons))))
  const upper = { top: HEAD * r, height: share * room }
  const lower = { top: upper.top + upper.height + (GAP + HEAD) * r, height: room - upper.height }
  return { left: 4 * r, width: width - 8 * r, before: upper, after: lower }
}

const rowOf = ({ neurons }: Fired, { top, height }: Band): Scale => linear(-0.5, neurons - 0.5, top, top + height)

export function drawHops(pen: Pen, place: HopsPlace, look: HopsLook): void {
  const { area, colors, r } = pen
  const { before, after, names, picked, hops } = look
  const x = linear(-0.5, before.steps - 0.5, place.left, place.left + place.width)
  const rows = { before: rowOf(before, place.before), after: rowOf(after, place.after) }
  for (const end of ['before', 'after'] as const) {
    text(pen, 0, place[end].top - 4 * r, names[end], { color: colors.ink3 })
    drawSpikes(pen, look[end], place[end], x)
  }
  const max = hops?.shown.reduce((all, { weight }) => Math.max(all, Math.abs(weight)), 0) || 1
  clipped(pen, 0, 0, area.width, area.height, () => {
    for (const { from, to, leaves, arrives, weight } of hops?.shown.toReversed() ?? []) {
      const end = [x(arrives), rows.after(to)] as const
      drawHop(pen, weight, Math.abs(weight) / max, [x(leaves), rows.before(from)], end, end)
    }
  })
  if (picked) drawPicked(pen, [x(picked.step), rows[picked.end](picked.neuron)])
  drawTime(pen, before.steps, x, place.after.top + place.after.height + 2 * r)
}

/** A mark for each spike, as tall as the row of its neuron if that can be seen. */
function drawSpikes(pen: Pen, { steps, neurons, spikes }: Fired, { top, height }: Band, x: Scale): void {
  const { colors, context, r } = pen
  const row = height / neurons
  const wide = Math.max(1, Math.min(3 * r, 0.7 * (x(1) - x(0))))
  const tall = Math.max(1, Math.min(8 * r, 0.8 * row))
  context.fillStyle = colors.spk
  for (let step = 0; step < steps; step++)
    for (let neuron = 0; neuron < neurons; neuron++)
      if (spikes[step * neurons + neuron]! > 0) context.fillRect(x(step) - wide / 2, top + (neuron + 0.5) * row - tall / 2, wide, tall)
  line(pen, x(-0.5), crisp(top + height), x(steps - 0.5), crisp(top + height), styles(pen).hair)
}

function drawTime(pen: Pen, steps: number, x: Scale, top: number): void {
  const { colors, r } = pen
  for (const step of [1, ...ticks(1, steps, (x(steps) - x(0)) / (48 * r)).filter((step) => Number.isInteger(step) && step > 1)])
    text(pen, x(step - 1), top + 13 * r, step === 1 ? 't = 1' : String(step), {
      color: colors.ink3,
      align: step === 1 ? 'left' : step === steps ? 'right' : 'center',
    })
}

/** The layer and the spike nearest to a point, by step and row, as far as it has any. */
export function spikeAt(place: HopsPlace, { before, after }: Pick<HopsLook, 'before' | 'after'>, px: number, py: number): Picked | null {
  const end = py < (place.before.top + place.before.height + place.after.top) / 2 ? 'before' : 'after'
  const of = end === 'before' ? before : after
  const band = place[end]
  const step = ((px - place.left) / place.width) * of.steps - 0.5
  const neuron = ((py - band.top) / band.height) * of.neurons - 0.5
  return spikeNear(of, end, step, neuron)
}
