/** Draws one sample's spikes, time down and neurons right, and finds neurons in it. Chooses no sample. */
import type { Brush } from './brush'
import { crisp, line, type Pen, styles, text } from './draw'
import { grouped } from './format'

export interface RasterLayer {
  readonly steps: number
  readonly neurons: number
  /** [steps, neurons] */
  readonly membrane: Float32Array
  readonly spikes: Uint8Array
}

export type Order = 'rate' | 'index'

export function spikeCounts(layer: RasterLayer): Uint32Array {
  const counts = new Uint32Array(layer.neurons)
  for (let step = 0; step < layer.steps; step++) {
    for (let neuron = 0; neuron < layer.neurons; neuron++)
      counts[neuron] = counts[neuron]! + (layer.spikes[step * layer.neurons + neuron] ? 1 : 0)
  }
  return counts
}

/** Neurons from left to right; the most active first, equals by index. */
export function orderOf(layer: RasterLayer, order: Order): Uint32Array {
  const neurons = Uint32Array.from({ length: layer.neurons }, (_, index) => index)
  if (order === 'index') return neurons
  const counts = spikeCounts(layer)
  return neurons.sort((a, b) => counts[b]! - counts[a]! || a - b)
}

/** A neuron worth a first look: one that fires in about half of its steps, with a potential that moves. */
export function livelyNeuron(layer: RasterLayer): number {
  const counts = spikeCounts(layer)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let neuron = 0; neuron < layer.neurons; neuron++) {
    const distance = counts[neuron] === 0 ? layer.steps : Math.abs(counts[neuron]! - layer.steps / 2)
    // A spike at the first step says little; a late one shows charging.
    const score = distance + (layer.spikes[neuron] ? 0.25 : 0)
    if (score < least) {
      least = score
      best = neuron
    }
  }
  return best
}

export interface RasterPlace {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly rowHeight: number
  readonly height: number
}

export function rasterPlace(width: number, height: number, r: number, steps: number): RasterPlace {
  const left = 40 * r
  const top = 2 * r
  const most = Math.max(20 * r, Math.min(steps > 8 ? 0.5 * height : 0.55 * height, height - 90 * r))
  const rowHeight = Math.min(13 * r, most / steps)
  return { left, top, width: Math.max(20, width - left - 6 * r), rowHeight, height: rowHeight * steps }
}

/** The place in the order that an x belongs to. */
export const placeAt = (place: RasterPlace, neurons: number, x: number): number =>
  Math.min(neurons - 1, Math.max(0, Math.floor(((x - place.left) / place.width) * neurons)))

/** The channels of "#rrggbb". */
const hexColor = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0)

let scratch: HTMLCanvasElement | undefined

/** Spikes as an image: where several fall on one pixel, the more the stronger. */
function drawImage(pen: Pen, layer: RasterLayer, order: Uint32Array, place: RasterPlace): void {
  const ratio = pen.context.getTransform().a
  const columns = Math.min(layer.neurons, Math.max(1, Math.round(place.width * ratio)))
  const rows = Math.min(layer.steps, Math.max(1, Math.round(place.height * ratio)))
  const sums = new Float32Array(columns * rows)
  const column = Uint32Array.from(order, (_, k) => Math.floor((k / layer.neurons) * columns))
  for (let step = 0; step < layer.steps; step++) {
    const row = Math.floor((step / layer.steps) * rows)
    for (let k = 0; k < layer.neurons; k++) {
      if (!layer.spikes[step * layer.neurons + order[k]!]) continue
      const cell = row * columns + column[k]!
      sums[cell] = sums[cell]! + 1
    }
  }
  const full = Math.max(1, (layer.neurons / columns) * (layer.steps / rows))
  scratch ??= document.createElement('canvas')
  scratch.width = columns
  scratch.height = rows
  const context = scratch.getContext('2d')
  if (!context) return
  const image = context.createImageData(columns, rows)
  const color = hexColor(pen.colors.spk)
  for (let cell = 0; cell < sums.length; cell++) {
    if (!sums[cell]) continue
    image.data.set(color, 4 * cell)
    image.data[4 * cell + 3] = Math.round(255 * Math.min(1, 0.3 + (0.7 * sums[cell]!) / full))
  }
  context.putImageData(image, 0, 0)
  pen.context.imageSmoothingEnabled = false
  pen.context.drawImage(scratch, place.left, place.top, place.width, place.height)
  if (place.rowHeight < 6 * pen.r) return
  // Rows of few steps stay apart.
  pen.context.fillStyle = pen.colors.ground
  for (let step = 0; step < layer.steps; step++)
    pen.context.fillRect(place.left, place.top + (step + 1) * place.rowHeight - 2.5 * pen.r, place.width, 2.5 * pen.r)
}

/** Spikes as separate marks, for few steps. */
function drawMarks(pen: Pen, layer: RasterLayer, order: Uint32Array, place: RasterPlace): void {
  const { context, r } = pen
  const width = Math.max(1, place.width / layer.neurons - 0.4)
  context.fillStyle = pen.colors.spk
  for (let step = 0; step < layer.steps; step++) {
    const y = place.top + step * place.rowHeight + 1.5 * r
    for (let k = 0; k < layer.neurons; k++) {
      if (!layer.spikes[step * layer.neurons + order[k]!]) continue
      context.fillRect(place.left + ((k + 0.5) / layer.neurons) * place.width - width / 2, y, width, place.rowHeight - 4 * r)
    }
  }
}

/** Lights up the steps and neurons whose potential lies in the brushed range. */
function drawBrushed(pen: Pen, layer: RasterLayer, order: Uint32Array, place: RasterPlace, brush: Brush): void {
  const width = Math.max(0.75, place.width / layer.neurons)
  pen.context.save()
  pen.context.fillStyle = pen.colors.ink2
  pen.context.globalAlpha = 0.4
  for (let step = 0; step < layer.steps; step++) {
    const y = place.top + step * place.rowHeight
    for (let k = 0; k < layer.neurons; k++) {
      const u = layer.membrane[step * layer.neurons + order[k]!]!
      if (u >= brush.low && u < brush.high)
        pen.context.fillRect(place.left + (k / layer.neurons) * place.width, y, width, Math.max(1, place.rowHeight - 2))
    }
  }
  pen.context.restore()
}

export interface RasterView {
  readonly order: Order
  readonly neuron: number
  readonly step: number | null
  readonly brush: Brush | null
}

export function drawRaster(pen: Pen, layer: RasterLayer, order: Uint32Array, place: RasterPlace, view: RasterView): void {
  const { step } = view
  const { colors, r } = pen
  const { left, top, width, rowHeight } = place
  const bottom = top + place.height
  const roomy = rowHeight >= 10 * r
  if (step !== null && step < layer.steps) {
    pen.context.fillStyle = colors.raise
    pen.context.fillRect(left, top + step * rowHeight, width, Math.max(1, rowHeight - 1))
  }
  if (view.brush) drawBrushed(pen, layer, order, place, view.brush)
  if (roomy) {
    for (let t = 0; t < layer.steps; t++) {
      text(pen, 0, top + (t + 0.78) * rowHeight, t ? `${t + 1}` : 't = 1', {
        color: t === step ? colors.ink : colors.ink2,
        weight: t === step ? 600 : 400,
      })
      line(pen, left, crisp(top + (t + 1) * rowHeight - 1), left + width, crisp(top + (t + 1) * rowHeight - 1), styles(pen).hair)
    }
  } else {
    text(pen, 0, top + 9 * r, 't = 1', { color: colors.ink2 })
    text(pen, 0, bottom, String(layer.steps), { color: colors.ink2 })
    line(pen, left, crisp(bottom), left + width, crisp(bottom), styles(pen).hair)
  }
  if (roomy && layer.steps * layer.neurons <= 20_000 && layer.neurons <= 2 * width) drawMarks(pen, layer, order, place)
  else drawImage(pen, layer, order, place)
  const at = order.indexOf(view.neuron)
  if (at >= 0) {
    pen.context.strokeStyle = colors.ink
    pen.context.lineWidth = 1
    const cell = width / layer.neurons
    pen.context.strokeRect(crisp(left + at * cell - 2 * r), top - 0.5, Math.max(3 * r, Math.round(cell + 3 * r)), place.height + 1)
  }
  let spikes = 0
  for (const spike of layer.spikes) spikes += spike ? 1 : 0
  text(pen, left, bottom + 11 * r, view.order === 'rate' ? 'most active first' : 'by index', { color: colors.ink3 })
  text(pen, left + width, bottom + 11 * r, `${grouped(spikes)} ${spikes === 1 ? 'spike' : 'spikes'}, ${grouped(layer.neurons)} neurons`, {
    color: colors.ink3,
    align: 'right',
  })
}
