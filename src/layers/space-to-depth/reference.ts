/** Space to depth in float64, channels last and unpadded. For tests. */

export interface BlockReference {
  readonly images: number
  /** An even number. */
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** Where each value of the output comes from, in the order of the output. */
function sourcesOf({ images, height, width, channels }: BlockReference): number[] {
  const sources: number[] = []
  for (let image = 0; image < images; image++)
    for (let y = 0; y < height; y += 2)
      for (let x = 0; x < width; x += 2)
        for (const [down, right] of [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ] as const)
          for (let c = 0; c < channels; c++) sources.push(((image * height + y + down) * width + x + right) * channels + c)
  return sources
}

export const spaceToDepth = (p: BlockReference, input: ArrayLike<number>): Float64Array =>
  Float64Array.from(sourcesOf(p), (source) => input[source]!)

export function spaceToDepthBackward(p: BlockReference, outputGrad: ArrayLike<number>): Float64Array {
  const inputGrad = new Float64Array(outputGrad.length)
  sourcesOf(p).forEach((source, i) => {
    inputGrad[source] = outputGrad[i]!
  })
  return inputGrad
}
