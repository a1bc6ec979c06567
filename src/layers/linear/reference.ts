/** A fully connected layer in float64, over rows; weights are [inputs, outputs], row-major. For tests, and the page’s tiny network. */

export interface LinearSize {
  readonly rows: number
  readonly inputs: number
  readonly outputs: number
}

type Numbers = ArrayLike<number>

/** output[r, n] = bias[n] + sum over k of input[r, k] * weight[k, n]. */
export function linearForward({ rows, inputs, outputs }: LinearSize, input: Numbers, weight: Numbers, bias: Numbers): Float64Array {
  const output = new Float64Array(rows * outputs)
  for (let r = 0; r < rows; r++)
    for (let n = 0; n < outputs; n++) {
      let sum = bias[n] ?? 0
      for (let k = 0; k < inputs; k++) sum += input[r * inputs + k]! * weight[k * outputs + n]!
      output[r * outputs + n] = sum
    }
  return output
}

export interface LinearGradients {
  readonly inputGrad: Float64Array
  readonly weightGrad: Float64Array
  readonly biasGrad: Float64Array
}

export function linearBackward(
  { rows, inputs, outputs }: LinearSize,
  input: Numbers,
  weight: Numbers,
  outputGrad: Numbers,
): LinearGradients {
  const inputGrad = new Float64Array(rows * inputs)
  const weightGrad = new Float64Array(inputs * outputs)
  const biasGrad = new Float64Array(outputs)
  for (let r = 0; r < rows; r++)
    for (let n = 0; n < outputs; n++) {
      const g = outputGrad[r * outputs + n]!
      biasGrad[n]! += g
      for (let k = 0; k < inputs; k++) {
        inputGrad[r * inputs + k]! += g * weight[k * outputs + n]!
        weightGrad[k * outputs + n]! += g * input[r * inputs + k]!
      }
    }
  return { inputGrad, weightGrad, biasGrad }
}
