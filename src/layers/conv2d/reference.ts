/** A convolution over images in float64, channels last; weights are [kernelHeight, kernelWidth, inputs, outputs]. For tests. */

/** Pairs are rows, then columns. */
export interface ConvReference {
  readonly images: number
  readonly size: readonly [number, number]
  readonly inputs: number
  readonly outputs: number
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly padding: readonly [number, number]
}

type Numbers = ArrayLike<number>

export const outSize = ({ size, kernel, stride, padding }: ConvReference): readonly [number, number] => [
  Math.floor((size[0] + 2 * padding[0] - kernel[0]) / stride[0]) + 1,
  Math.floor((size[1] + 2 * padding[1] - kernel[1]) / stride[1]) + 1,
]

/** Calls `visit` with the indices of every product: in the input, the weights and the output. */
function eachTerm(c: ConvReference, visit: (input: number, weight: number, output: number) => void): void {
  const [outHeight, outWidth] = outSize(c)
  for (let image = 0; image < c.images; image++)
    for (let outY = 0; outY < outHeight; outY++)
      for (let outX = 0; outX < outWidth; outX++)
        for (let ky = 0; ky < c.kernel[0]; ky++)
          for (let kx = 0; kx < c.kernel[1]; kx++) {
            const y = outY * c.stride[0] + ky - c.padding[0]
            const x = outX * c.stride[1] + kx - c.padding[1]
            if (y < 0 || y >= c.size[0] || x < 0 || x >= c.size[1]) continue
            const from = ((image * c.size[0] + y) * c.size[1] + x) * c.inputs
            const by = (ky * c.kernel[1] + kx) * c.inputs
            const to = ((image * outHeight + outY) * outWidth + outX) * c.outputs
            for (let i = 0; i < c.inputs; i++) for (let o = 0; o < c.outputs; o++) visit(from + i, (by + i) * c.outputs + o, to + o)
          }
}

const outputValues = (c: ConvReference): number => c.images * outSize(c)[0] * outSize(c)[1] * c.outputs

export function convForward(c: ConvReference, input: Numbers, weight: Numbers, bias: Numbers): Float64Array {
  const output = Float64Array.from({ length: outputValues(c) }, (_, i) => bias[i % c.outputs] ?? 0)
  eachTerm(c, (i, w, o) => {
    output[o]! += input[i]! * weight[w]!
  })
  return output
}

export interface ConvGradients {
  readonly inputGrad: Float64Array
  readonly weightGrad: Float64Array
  readonly biasGrad: Float64Array
}

export function convBackward(c: ConvReference, input: Numbers, weight: Numbers, outputGrad: Numbers): ConvGradients {
  const inputGrad = new Float64Array(c.images * c.size[0] * c.size[1] * c.inputs)
  const weightGrad = new Float64Array(c.kernel[0] * c.kernel[1] * c.inputs * c.outputs)
  const biasGrad = new Float64Array(c.outputs)
  eachTerm(c, (i, w, o) => {
    inputGrad[i]! += weight[w]! * outputGrad[o]!
    weightGrad[w]! += input[i]! * outputGrad[o]!
  })
  for (let o = 0; o < outputGrad.length; o++) biasGrad[o % c.outputs]! += outputGrad[o]!
  return { inputGrad, weightGrad, biasGrad }
}
