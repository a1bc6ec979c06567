/**
 * The conformance ops of gradients over time. Potentials, surrogate derivatives and the derivative of leak and reset come from the
 * kernels of LIF and recurrent LIF; products with J[t], and what is read off them, are computed from these in float64. Gradients of weights
 * come from the kernels of the linear layer and of noisy LIF, one row for each spike train that could be drawn; probabilities and losses are
 * computed from the kernels' potentials in float64.
 */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { constant, padded, persistent, tensor } from '../../engine/tensor'
import { linear } from '../../layers/linear/layer'
import { score } from '../../networks/likelihood-ratio'
import { ahead, type Linearized, log10Norms, lyapunov } from '../../networks/step-jacobian'
import { leaky } from '../../neurons/leaky/layer'
import { recurrentLif } from '../../neurons/recurrent-lif/layer'
import { createSkipWeights } from '../../neurons/recurrent-lif/skip'
import { smoothSpike } from '../../neurons/surrogate/reference'
import { inspect } from '../readable-tensors'
import { leakySpec, scoreCosineAttributes, stepJacobianAttributes, surrogateOf } from './attributes'
import type { Computed } from './compare'
import { eigenvalueModuli } from './eigenvalues'
import { padRows, transposeWeightBack, trimRows } from './layout'
import { contextFor } from './neurons'
import { fromCase, weightOf } from './products'
import { type Case, need, timeFirst } from './read'

export async function runStepJacobian(gpu: Gpu, c: Case): Promise<Computed> {
  const a = stepJacobianAttributes.parse(c.attrs)
  const { steps, batch, features: neurons } = timeFirst(need(c.inputs, 'x'))
  if (batch !== 1) throw new Error(`a step Jacobian is of one sample, not of ${batch}`)
  const { membrane, ...derivatives } = await forward(gpu, c, a)
  const { data } = need(c.inputs, 'recurrent')
  const recurrent = a.mode === 'none' ? null : data.map((_, i) => a.inputGain * data[(i % neurons) * neurons + Math.floor(i / neurons)]!)
  const l: Linearized = { ...derivatives, steps, neurons, recurrent, spans: a.mode === 'none' ? [] : [{ span: 1, weight: 1 }] }
  const unit = (m: number) => Float64Array.from({ length: neurons }, (_, n) => Number(n === m))
  const units = Array.from({ length: neurons }, (_, m) => unit(m))
  /** [neurons that receive, neurons], from its columns. */
  const matrix = (of: Linearized, t: number): number[] => {
    const columns = units.map((du) => ahead(of, withStep(t, du), t))
    return Array.from({ length: neurons * neurons }, (_, i) => columns[i % neurons]![Math.floor(i / neurons)]!)
  }
  const recurrentAlone = { ...l, neuronPart: new Float64Array(steps * neurons) }
  const each = Array.from({ length: steps - 1 }, (_, t) => ({ jacobian: matrix(l, t), recurrent: matrix(recurrentAlone, t) }))
  return {
    outputs: {
      membrane,
      jacobian: each.flatMap(({ jacobian }) => jacobian),
      neuronPart: derivatives.neuronPart.slice(0, (steps - 1) * neurons),
      recurrentPart: each.flatMap((step) => step.recurrent),
      lyapunov: lyapunov(l, units),
      log10Norm: log10Norms(l, units, true).map((log10) => Math.log10(10 ** log10 + 1e-300)),
      moduli: each.flatMap(({ jacobian }) => eigenvalueModuli(jacobian, neurons)),
    },
    gradients: {},
  }
}

function withStep(t: number, du: Float64Array): Float64Array[] {
  const byStep: Float64Array[] = []
  byStep[t] = du
  return byStep
}

/** The layer's own forward pass, and the derivatives at its potentials: [steps * neurons]. */
async function forward(gpu: Gpu, c: Case, a: ReturnType<typeof stepJacobianAttributes.parse>) {
  const x = need(c.inputs, 'x')
  const { steps, features } = timeFirst(x)
  const context = contextFor('train', steps, 1)
  const input = activation('x', [steps, 1, features], 'dense', true)
  const surrogate = surrogateOf(a.surrogate, steps)
  const options = {
    decay: constant('decay', [a.decay]),
    surrogate: surrogate.kind,
    surrogateScale: constant('surrogateScale', surrogate.values),
  }
  const spec = leakySpec(a)
  const layer = () => {
    if (a.mode === 'none') return leaky(context, 'neuron', input, spec, options)
    const { initialize } = weightOf(need(c.inputs, 'recurrent'))
    const recurrent = context.network.parameter('recurrent', [padded(features), padded(features)], 'weight', initialize)
    const clock = persistent('clock', 'u32', [1], Uint32Array.of(1))
    const skipWeights = createSkipWeights(context, 'skip', { kind: 'vanilla' }, { batch: 1, samples: 1, clock })
    return recurrentLif(context, 'neuron', input, spec, { ...options, recurrent, skipWeights, weightGrad: () => [] })
  }
  const made = layer()
  const membrane = made.visible.membrane as typeof input.value
  const whole = (name: string) => tensor(name, 'f32', [steps, 1, padded(features)])
  const [slope, neuronPart] = [whole('slope'), whole('neuronPart')]
  using bench = await inspect(gpu, [...made.forward, ...made.stepDerivatives!({ slope, neuronPart })])
  if (a.mode !== 'none') bench.write(context.network.values, context.network.initialValues())
  bench.write(input.value, padRows(x.data, features))
  bench.run()
  const read = async (t: typeof slope) => trimRows(await bench.f32(t), features)
  return { membrane: await read(membrane), slope: await read(slope), neuronPart: await read(neuronPart) }
}

/** The number of spikes of a train that may be enumerated: 3 neurons over 4 steps have 4,096 trains. */
const MAX_SPIKES = 12

/** The likelihood-ratio gradient of an expected loss, and the surrogate gradient in expectation, over every spike train of a layer. */
export async function runScoreCosine(gpu: Gpu, c: Case): Promise<Computed> {
  const a = scoreCosineAttributes.parse(c.attrs)
  const [x, weight, readout, target] = [need(c.inputs, 'x'), need(c.inputs, 'weight'), need(c.inputs, 'readout'), need(c.inputs, 'target')]
  const { steps, batch, features } = timeFirst(x)
  const { outputs: neurons, initialize } = weightOf(weight)
  if (batch !== 1) throw new Error(`spike trains are enumerated for one sample, not for ${batch}`)
  if (steps * neurons > MAX_SPIKES)
    throw new Error(`${steps} x ${neurons} spikes have too many trains; at most ${MAX_SPIKES} are enumerated`)
  const rows = 2 ** (steps * neurons)
  const shape = [steps, rows, neurons] as const
  const context = contextFor('train', steps, rows)
  const input = activation('x', [steps, rows, features], 'dense', false)
  const product = linear(context, 'linear', input, {
    outputs: neurons,
    bias: false,
    initialize,
    initializeBias: fromCase(new Float32Array()),
  })
  const uniforms = everyRow(shape, (t, row, n) => 1 - spikeOf(shape, t, row, n))
  const made = leaky(context, 'neuron', product.outputs[0]!, leakySpec(a), {
    decay: constant('decay', [a.decay]),
    surrogate: 'gaussian',
    surrogateScale: constant('surrogateScale', [a.sigma]),
    noise: { uniforms: persistent('uniforms', 'f32', [steps, rows, padded(neurons)], padRows(uniforms, neurons)) },
  })
  using bench = await inspect(gpu, [...product.forward, ...made.forward, ...made.backwardInput, ...product.backwardParameters])
  const weightGrad = product.parameters[0]!.grad
  const gradientOf = async (spikesGrad: Float64Array) => {
    bench.write(made.outputs[0]!.grad!, padRows(spikesGrad, neurons))
    bench.write(weightGrad, new Float32Array(padded(features) * padded(neurons)))
    bench.run()
    return transposeWeightBack(await bench.f32(weightGrad), neurons, features)
  }
  bench.write(context.network.values, context.network.initialValues())
  const inputs = everyRow([steps, rows, features], (t, _, i) => x.data[t * features + i]!)
  bench.write(input.value, padRows(inputs, features))
  bench.run()
  const membrane = trimRows(await bench.f32(made.visible.membrane as typeof input.value), neurons)
  const p = membrane.map((u) => smoothSpike('gaussian', a.sigma, u - a.threshold))
  const trains = trainsOf(shape, p, readout.data, target.data)
  const likelihoodRatio = await gradientOf(
    everyRow(shape, (t, row, n) => {
      const { probability, loss } = trains[row]!
      return probability * loss * score(spikeOf(shape, t, row, n), p[(t * rows + row) * neurons + n]!)
    }),
  )
  const surrogate = await gradientOf(
    everyRow(shape, (t, row, n) => (trains[row]!.probability * 2 * trains[row]!.errors[t]! * readout.data[n]!) / steps),
  )
  const cosine = dot(likelihoodRatio, surrogate) / Math.sqrt(dot(likelihoodRatio, likelihoodRatio) * dot(surrogate, surrogate))
  const expectedLoss = trains.reduce((sum, { probability, loss }) => sum + probability * loss, 0)
  return { outputs: { expectedLoss: [expectedLoss], likelihoodRatio, surrogate, cosine: [cosine] }, gradients: {} }
}

type Shape = readonly [steps: number, rows: number, columns: number]

const everyRow = ([steps, rows, columns]: Shape, value: (t: number, row: number, column: number) => number): Float64Array =>
  Float64Array.from({ length: steps * rows * columns }, (_, i) =>
    value(Math.floor(i / (rows * columns)), Math.floor(i / columns) % rows, i % columns),
  )

/** The spike of a neuron in the train of a row: the bits of the row's number. */
const spikeOf = ([, , neurons]: Shape, t: number, row: number, n: number): number => (row >> (t * neurons + n)) & 1

/** Each train's probability, its errors by step (readout . s[t] - target[t]), and the mean of their squares. */
function trainsOf(shape: Shape, p: Float64Array, readout: readonly number[], target: readonly number[]) {
  const [steps, rows, neurons] = shape
  return Array.from({ length: rows }, (_, row) => {
    let probability = 1
    const errors = target.map((wanted, t) => {
      let error = -wanted
      for (let n = 0; n < neurons; n++) {
        const [spike, drawn] = [spikeOf(shape, t, row, n), p[(t * rows + row) * neurons + n]!]
        probability *= spike ? drawn : 1 - drawn
        error += spike * readout[n]!
      }
      return error
    })
    return { probability, errors, loss: errors.reduce((sum, error) => sum + error ** 2, 0) / steps }
  })
}

const dot = (v: Float64Array, w: Float64Array): number => v.reduce((sum, value, i) => sum + value * w[i]!, 0)
