/** Images of one or three channels as RGBA words for ImageData: data set bytes, encoder output, filters. Pure. */

import type { DataShape } from '../../data/schema'
import type { Filters } from '../../readings/layers'
import { divergingPixels } from './diverging'
import type { Place } from './draw'

export interface ImageShape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** The range of values that the color scale covers: from 0 up, or symmetric about 0. */
export interface ImageScale {
  readonly low: number
  readonly high: number
}

/** The scale that covers all values: from 0 to `high`, or symmetric about 0. */
export function imageScale(values: ArrayLike<number>, high = 0): ImageScale {
  let below = 0
  let above = high
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!
    if (value < below) below = value
    if (value > above) above = value
  }
  const reach = Math.max(above, -below) || 1
  return { low: below < 0 ? -reach : 0, high: reach }
}

/**
 * Converts values to pixels. One channel: the text color on the background from 0 up, or the diverging scale around 0. Two: the larger of the
 * counts of OFF and ON events, ON above 0 and OFF below. Three: red, green and blue from low to high.
 * @param values [height, width, channels]
 */
export function imagePixels(
  values: ArrayLike<number>,
  { height, width, channels }: ImageShape,
  { low, high }: ImageScale,
  dark: boolean,
): Uint32Array {
  const byte = (value: number) => Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))))
  const pixel = (r: number, g: number, b: number, a: number) => ((a << 24) | (b << 16) | (g << 8) | r) >>> 0
  const diverging = divergingPixels(dark)
  const [r, g, b] = dark ? ([236, 238, 240] as const) : ([21, 24, 27] as const)
  const pixelAt = (at: number): number => {
    if (channels === 3) return pixel(byte(values[3 * at]!), byte(values[3 * at + 1]!), byte(values[3 * at + 2]!), 255)
    if (channels === 2) {
      const [off, on] = [values[2 * at]!, values[2 * at + 1]!]
      return diverging((on >= off ? on : -off) / high)
    }
    return low < 0 ? diverging(values[at]! / high) : pixel(r, g, b, byte(values[at]!))
  }
  const pixels = new Uint32Array(height * width)
  for (let at = 0; at < pixels.length; at++) pixels[at] = pixelAt(at)
  return pixels
}

/** Decodes the bytes of a sample: to the brightness of an image, or the values of a sequence. */
export const valuesOf = (bytes: Uint8Array, { sequence }: { readonly sequence?: { zero: number; scale: number } }): ArrayLike<number> =>
  sequence ? Float32Array.from(bytes, (byte) => (byte - sequence.zero) * sequence.scale) : bytes

/** The sum of all frames of a recording: [height, width, polarities]. @param values [frames, height, width, polarities] */
export function allFrames(values: ArrayLike<number>, { height, width, polarities }: DataShape['frame'] & {}): Float32Array {
  const size = height * width * polarities
  const sums = new Float32Array(size)
  for (let at = 0; at < Math.floor(values.length / size) * size; at++) sums[at % size]! += values[at]!
  return sums
}

/** Reduces rows and columns: each cell gets the value farthest from 0 among those that fall on it, so that no spike is lost. */
export function reduced(values: ArrayLike<number>, { height, width }: ImageShape, rows: number, columns: number): Float32Array {
  const cells = new Float32Array(rows * columns)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const cell = Math.floor((row * rows) / height) * columns + Math.floor((column * columns) / width)
      const value = values[row * width + column]!
      if (Math.abs(value) > Math.abs(cells[cell]!)) cells[cell] = value
    }
  return cells
}

/** The largest rectangle of an image's proportions in an area, in its middle. */
export function fitted(area: Pick<Place, 'width' | 'height'>, { height, width }: Pick<ImageShape, 'height' | 'width'>): Place {
  const scale = Math.min(area.width / width, area.height / height)
  const size = { width: scale * width, height: scale * height }
  return { x: (area.width - size.width) / 2, y: (area.height - size.height) / 2, ...size }
}

let scratch: HTMLCanvasElement | undefined

/** Draws an image into a rectangle, without smoothing. */
export const drawImage = (context: CanvasRenderingContext2D, pixels: Uint32Array, shape: ImageShape, place: Place): void =>
  drawImages(context, pixels, shape, [place])

/** Draws images of one size, stored one after the other in `pixels`, each into its rectangle. One bitmap for all of them is faster. */
export function drawImages(
  context: CanvasRenderingContext2D,
  pixels: Uint32Array,
  { height, width }: ImageShape,
  places: readonly Place[],
): void {
  const rows = height * places.length
  scratch ??= document.createElement('canvas')
  if (scratch.width < width) scratch.width = width
  if (scratch.height < rows) scratch.height = rows
  const small = scratch.getContext('2d')
  if (!small) return
  const image = small.createImageData(width, rows)
  new Uint32Array(image.data.buffer).set(pixels)
  small.putImageData(image, 0, 0)
  context.imageSmoothingEnabled = false
  for (const [index, place] of places.entries())
    context.drawImage(scratch, 0, index * height, width, height, place.x, place.y, place.width, place.height)
}

/** Converts one filter, stored as [channels, height, width], to an image. */
export function filterImage({ channels, height, width, data }: FilterShape, output: number): Float32Array {
  const places = height * width
  const first = output * channels * places
  if (channels === 1) return data.subarray(first, first + places)
  return Float32Array.from({ length: places * channels }, (_, at) => data[first + (at % channels) * places + Math.floor(at / channels)]!)
}
type FilterShape = Pick<Filters, 'channels' | 'height' | 'width' | 'data'>

/**
 * Splits filters into images that can be drawn. Filters of one or three channels stay as they are, with color for three. Of any other number,
 * including ON and OFF events, each channel is an image, since one color cannot show values of different signs.
 */
export function drawnFilters(filters: Filters): FilterShape & { readonly images: number } {
  const { outputs, channels } = filters
  return channels === 1 || channels === 3 ? { ...filters, images: outputs } : { ...filters, channels: 1, images: outputs * channels }
}
