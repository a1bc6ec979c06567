/** Pooling in float64, channels last. For tests. */

/** Pairs are rows, then columns. */
export interface PoolReference {
  readonly kind: 'average' | 'max'
  readonly images: number
  readonly size: readonly [number, number]
  readonly channels: number
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly padding: readonly [number, number]
}

type Numbers = ArrayLike<number>

/** Calls `visit` with the index of each output and those of its window in the input, in row order. */
function eachWindow(p: PoolReference, visit: (output: number, window: readonly number[]) => void): void {
  const [outHeight, outWidth] = [0, 1].map((a) => Math.floor((p.size[a]! + 2 * p.padding[a]! - p.kernel[a]!) / p.stride[a]!) + 1) as [
    number,
    number,
  ]
  for (let image = 0; image < p.images; image++)
    for (let outY = 0; outY < outHeight; outY++)
      for (let outX = 0; outX < outWidth; outX++)
        for (let c = 0; c < p.channels; c++) {
          const window: number[] = []
          for (let ky = 0; ky < p.kernel[0]; ky++)
            for (let kx = 0; kx < p.kernel[1]; kx++) {
              const y = outY * p.stride[0] + ky - p.padding[0]
              const x = outX * p.stride[1] + kx - p.padding[1]
              if (y >= 0 && y < p.size[0] && x >= 0 && x < p.size[1])
                window.push(((image * p.size[0] + y) * p.size[1] + x) * p.channels + c)
            }
          visit(((image * outHeight + outY) * outWidth + outX) * p.channels + c, window)
        }
}

/** The index of the largest value, the first of equals. */
const largestOf = (input: Numbers, window: readonly number[]): number => window.reduce((best, i) => (input[i]! > input[best]! ? i : best))

export function poolForward(p: PoolReference, input: Numbers): Float64Array {
  const output: number[] = []
  eachWindow(p, (to, window) => {
    const sum = window.reduce((total, i) => total + input[i]!, 0)
    output[to] = p.kind === 'average' ? sum / (p.kernel[0] * p.kernel[1]) : input[largestOf(input, window)]!
  })
  return Float64Array.from(output)
}

export function poolBackward(p: PoolReference, input: Numbers, outputGrad: Numbers): Float64Array {
  const inputGrad = new Float64Array(input.length)
  eachWindow(p, (from, window) => {
    const g = outputGrad[from]!
    if (p.kind === 'average') for (const i of window) inputGrad[i]! += g / (p.kernel[0] * p.kernel[1])
    else inputGrad[largestOf(input, window)]! += g
  })
  return inputGrad
}
