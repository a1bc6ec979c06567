/** Nearest-neighbor upsampling in float64, channels last. For tests. */

export interface UpsampleReference {
  readonly images: number
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** Where each value of the output comes from, in the order of the output. */
function sourcesOf({ images, height, width, channels }: UpsampleReference): number[] {
  const sources: number[] = []
  for (let image = 0; image < images; image++)
    for (let y = 0; y < 2 * height; y++)
      for (let x = 0; x < 2 * width; x++)
        for (let c = 0; c < channels; c++) sources.push(((image * height + Math.floor(y / 2)) * width + Math.floor(x / 2)) * channels + c)
  return sources
}

export const upsample = (p: UpsampleReference, input: ArrayLike<number>): Float64Array =>
  Float64Array.from(sourcesOf(p), (source) => input[source]!)

export function upsampleBackward(p: UpsampleReference, outputGrad: ArrayLike<number>): Float64Array {
  const inputGrad = new Float64Array(outputGrad.length / 4)
  sourcesOf(p).forEach((source, i) => {
    inputGrad[source]! += outputGrad[i]!
  })
  return inputGrad
}
