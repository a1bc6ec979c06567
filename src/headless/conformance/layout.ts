/** Conversions between the layout of case files and the engine's: rows padded to a multiple of 4, weights [inputs, outputs]. */
import { padded } from '../../engine/tensor'

type Numbers = ArrayLike<number>

/** Rows of `columns` values, each padded with zeros. */
export function padRows(data: Numbers, columns: number): Float32Array<ArrayBuffer> {
  const width = padded(columns)
  const rows = columns === 0 ? 0 : data.length / columns
  const out = new Float32Array(rows * width)
  for (let i = 0; i < data.length; i++) out[Math.floor(i / columns) * width + (i % columns)] = data[i]!
  return out
}

export function trimRows(data: Numbers, columns: number): Float64Array {
  const width = padded(columns)
  return Float64Array.from({ length: (data.length / width) * columns }, (_, i) => data[Math.floor(i / columns) * width + (i % columns)]!)
}

/** [outputs, inputs] as [inputs, outputs], both padded. */
export function transposeWeight(data: Numbers, outputs: number, inputs: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(padded(inputs) * padded(outputs))
  for (let n = 0; n < outputs; n++) for (let k = 0; k < inputs; k++) out[k * padded(outputs) + n] = data[n * inputs + k]!
  return out
}

export function transposeWeightBack(data: Numbers, outputs: number, inputs: number): Float64Array {
  return Float64Array.from({ length: outputs * inputs }, (_, i) => data[(i % inputs) * padded(outputs) + Math.floor(i / inputs)]!)
}

/** [outputs, channels, kernel...] as [kernel..., stored channels, padded outputs]. */
export function windowLast(data: Numbers, outputs: number, channels: number, stored: number): Float32Array<ArrayBuffer> {
  const window = data.length / (outputs * channels)
  const out = new Float32Array(window * stored * padded(outputs))
  for (let i = 0; i < data.length; i++) {
    const [o, c, place] = [Math.floor(i / (channels * window)), Math.floor(i / window) % channels, i % window]
    out[(place * stored + c) * padded(outputs) + o] = data[i]!
  }
  return out
}

export function windowFirst(data: Numbers, outputs: number, channels: number, stored: number): Float64Array {
  const window = data.length / (stored * padded(outputs))
  return Float64Array.from({ length: outputs * channels * window }, (_, i) => {
    const [o, c, place] = [Math.floor(i / (channels * window)), Math.floor(i / window) % channels, i % window]
    return data[(place * stored + c) * padded(outputs) + o]!
  })
}

/** [steps, batch, channels, places] as [steps, batch * places, channels]: a place is a sample where channels are normalized. */
export function channelsLast(data: Numbers, channels: number, positions: number): Float64Array {
  return Float64Array.from({ length: data.length }, (_, i) => {
    const c = i % channels
    const place = Math.floor(i / channels) % positions
    return data[(Math.floor(i / (channels * positions)) * channels + c) * positions + place]!
  })
}

export const channelsFirst = (data: Numbers, channels: number, positions: number): Float64Array => channelsLast(data, positions, channels)
