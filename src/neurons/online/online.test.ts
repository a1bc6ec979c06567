/**
 * Online learning in float64 against recorded cases and against finite differences where its gradient is exact, and the ops on the GPU
 * against float64 for every reset. The recorded cases run through the ops in conformance.test.ts.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import { scan } from '../../engine/scan'
import { constant, tensor } from '../../engine/tensor'
import { epropAttributes, leakySpec, onlineAttributes, surrogateOf } from '../../headless/conformance/attributes'
import { contextFor } from '../../headless/conformance/neurons'
import { runOnlineLinear } from '../../headless/conformance/online'
import { type Case, caseFiles, need, readCase, timeFirst } from '../../headless/conformance/read'
import { inspect } from '../../headless/readable-tensors'
import { linear } from '../../layers/linear/layer'
import { stepRecurrence } from '../../networks/recurrence'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { RESETS } from '../lif/schema'
import { smoothFunction, stepFunction } from '../surrogate/reference'
import { onlineInput as stepOf } from './kernels'
import { onlineInput, onlineLif } from './layer'
import { type OnlineLayer, onlineLearning } from './reference'

const gpu = await kernelGpu()
const casesIn = (folder: string) => caseFiles(join(fileURLToPath(new URL('../../testing/cases', import.meta.url)), folder)).map(readCase)
const cases = casesIn('online-linear')
// The cases of ALIF are of neurons as equations: the conformance test has them.
const epropCases = casesIn('eprop').filter(({ attrs }) => !attrs.adaptation)

type Rows = readonly (readonly number[])[]
const rowsOf = (data: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: data.length / width }, (_, r) => Array.from({ length: width }, (_, i) => data[r * width + i]!))

const matrix = (c: Case, name: string) => {
  const { shape, data } = need(c.inputs, name)
  return rowsOf(data, shape[1]!)
}

/** The answer of the reference to a case, with the gradients summed over its samples. */
function answerOf(c: Case, layers: readonly OnlineLayer[], surrogate: Parameters<typeof surrogateOf>[0], traced: boolean) {
  const { steps, batch, features } = timeFirst(need(c.inputs, 'x'))
  const { kind, values } = surrogateOf(surrogate, steps)
  const x = rowsOf(need(c.inputs, 'x').data, features)
  const cotangent = rowsOf(Object.values(c.cotangents)[0]!.data, layers.at(-1)!.weight.length)
  const ofSample = (all: number[][], b: number) => all.filter((_, row) => row % batch === b)
  const f = stepFunction(kind, values[0]!)
  const each = Array.from({ length: batch }, (_, b) => onlineLearning(layers, ofSample(x, b), ofSample(cotangent, b), f, traced))
  const sum = (gradOf: (r: (typeof each)[0]) => Rows) => {
    const all = each.map((r) => gradOf(r).flat())
    return all[0]!.map((_, i) => all.reduce((total, one) => total + one[i]!, 0))
  }
  return {
    outputs: layers.map((_, l) => Array.from({ length: steps }, (_, t) => each.flatMap((r) => r.outputs[l]![t]!)).flat()),
    weights: layers.map((_, l) => sum((r) => r.weightGrads[l]!)),
    recurrent: layers.map((_, l) => sum((r) => r.recurrentGrads[l]!)),
  }
}

function twoLayers(c: Case) {
  const a = onlineAttributes.parse(c.attrs)
  const params = { ...leakySpec(a), decay: a.decay }
  const layers = [1, 2].map((n) => ({ weight: matrix(c, `weight${n}`), params }))
  return answerOf(c, layers, a.surrogate, a.rule === 'ottt')
}

const exact = { relative: 1e-7, absolute: 1e-7, reason: 'cases are written with nine digits' }
test.each(cases.map((c) => [c.name, c] as const))('float64 gives %s', (_, c) => {
  const got = twoLayers(c)
  expect(got.outputs[1]).toEqual(c.outputs.spikes!.data)
  expectClose(got.weights[0]!, c.gradients.weight1!.data, exact)
  expectClose(got.weights[1]!, c.gradients.weight2!.data, exact)
})

test.each(epropCases.map((c) => [c.name, c] as const))('float64 gives %s', (_, c) => {
  const a = epropAttributes.parse(c.attrs)
  const { weightRecurrent, broadcast } = c.inputs
  const hidden = {
    weight: matrix(c, 'weightIn'),
    params: { ...leakySpec(a), decay: a.decay },
    ...(weightRecurrent && { recurrent: matrix(c, 'weightRecurrent') }),
  }
  const output = { weight: matrix(c, 'weightOut'), ...(broadcast && { feedback: matrix(c, 'broadcast') }) }
  const got = answerOf(c, [hidden, output], a.surrogate, true)
  expect(got.outputs[0]).toEqual(c.outputs.spikes!.data)
  expectClose(got.outputs[1]!, c.outputs.y!.data, exact)
  expectClose(got.weights[0]!, c.gradients.weightIn!.data, exact)
  expectClose(got.weights[1]!, c.gradients.weightOut!.data, exact)
  if (weightRecurrent) expectClose(got.recurrent[0]!, c.gradients.weightRecurrent!.data, exact)
})

describe.each(RESETS)('reset %s', (reset) => {
  test.each(['ottt', 'sltt'])('%s on the GPU gives the spikes and gradients of float64', async (rule) => {
    const recorded = cases.find(({ attrs }) => attrs.rule === rule)!
    const c = {
      ...recorded,
      attrs: { ...recorded.attrs, threshold: 0.75, reset, resetTo: reset === 'zero' ? 0.25 : 0, initialMembrane: 0.5 },
    }
    const [got, want] = [await runOnlineLinear(gpu, c), twoLayers(c)]
    const rounding = { absolute: 1e-5, reason: 'float32, sums of a few dozen terms below 10' }
    expect([...Array.from(got.outputs.spikes!)]).toEqual(want.outputs[1])
    expectClose(got.gradients.weight1!, want.weights[0]!, rounding)
    expectClose(got.gradients.weight2!, want.weights[1]!, rounding)
  })
})

describe('where the rules are exact, they are the derivative of the smoothed model', () => {
  const random = noise(4)
  const draw = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => 2 * random() - 1))
  const params = { decay: 0.7, threshold: 0.5, inputGain: 0.8, reset: 'none', resetTo: 0, detachReset: true } as const
  const f = smoothFunction('sigmoid', 3)
  const differences = { absolute: 1e-9, reason: 'h squared and rounding over h' }
  /** Compares the gradient of the weight at one place with the difference of the loss. */
  function check(layers: OnlineLayer[], steps: number, traced: boolean) {
    const x = draw(steps, layers[0]!.weight[0]!.length)
    const spikesGrad = draw(steps, layers.at(-1)!.weight.length)
    const { weightGrads } = onlineLearning(layers, x, spikesGrad, f, traced)
    const loss = (moved: OnlineLayer[]) =>
      onlineLearning(moved, x, spikesGrad, f, traced)
        .outputs.at(-1)!
        .reduce((sum, s, t) => sum + s.reduce((p, z, o) => p + z * spikesGrad[t]![o]!, 0), 0)
    layers.forEach(({ weight }, l) => {
      const numeric = weight.flatMap((row, o) =>
        row.map((_, i) => {
          const at = (h: number) =>
            loss(
              layers.map((layer, k) =>
                k === l ? { ...layer, weight: weight.map((r, p) => r.map((w, q) => (p === o && q === i ? w + h : w))) } : layer,
              ),
            )
          return (at(1e-5) - at(-1e-5)) / 2e-5
        }),
      )
      expectClose(weightGrads[l]!.flat(), numeric, differences)
    })
  }
  test('OTTT of one layer without a reset, over time', () => check([{ weight: draw(3, 4), params }], 7, true))
  test('e-prop where recurrent weights are still 0: nothing comes back through them', () => {
    const [x, outputsGrad] = [draw(7, 4), draw(7, 2)]
    const hidden = { weight: draw(3, 4), params }
    const output = { weight: draw(2, 3) }
    const of = (recurrent: Rows) => onlineLearning([{ ...hidden, recurrent }, output], x, outputsGrad, f, true)
    const at = (o: number, i: number, h: number) =>
      of([0, 1, 2].map((p) => [0, 1, 2].map((q) => (p === o && q === i ? h : 0))))
        .outputs[1]!.flatMap((y, t) => y.map((value, k) => value * outputsGrad[t]![k]!))
        .reduce((sum, value) => sum + value, 0)
    const zeros = [0, 1, 2].map(() => [0, 0, 0])
    const numeric = zeros.flatMap((row, o) => row.map((_, i) => (at(o, i, 1e-5) - at(o, i, -1e-5)) / 2e-5))
    expectClose(of(zeros).recurrentGrads[0]!.flat(), numeric, differences)
  })
  test('either rule over one step', () => {
    for (const traced of [true, false])
      check(
        [
          { weight: draw(4, 3), params },
          { weight: draw(2, 4), params },
        ],
        1,
        traced,
      )
  })
})

describe('states that last', () => {
  const [batch, inputs, neurons] = [4, 8, 12]
  const random = noise(9)
  const x = Float32Array.from({ length: 10 * batch * inputs }, () => (random() < 0.4 ? 1 : 0))
  const error = Float32Array.from({ length: 10 * batch * neurons }, () => 2 * random() - 1)

  /** Spikes of the last step and gradients of sequences of `steps` steps, one after the other, through neurons that receive their own spikes. */
  async function running(steps: number, lasting: boolean) {
    const context = contextFor('train', 1, batch)
    const decay = constant('decay', [0.8])
    const options = { decay, surrogate: 'triangle', surrogateScale: constant('surrogateScale', [1]) } as const
    const [input, cotangent] = [
      activation('x', [steps, batch, inputs], 'dense', false),
      tensor('cotangent', 'f32', [steps, batch, neurons]),
    ]
    const online = { traced: true, lasting }
    const one = onlineInput('step', input, decay, online)
    const initialize = (count: number) => () => Float32Array.from({ length: count }, (_, i) => Math.sin(3 * i + 1))
    const product = linear(context, 'linear', one.outputs[0]!, {
      outputs: neurons,
      bias: false,
      initialize: initialize(inputs * neurons),
      initializeBias: () => new Float32Array(neurons),
    })
    const current = product.outputs[0]!
    const params = { threshold: 1, inputGain: 1, reset: 'subtract', resetTo: 0, detachReset: true, decay: 0.8, learnsDecay: false } as const
    const lif = onlineLif(context, 'lif', current, params, options, online, stepRecurrence(context, 'lif', current, 5))
    const layers = [one, product, lif]
    const unused = { decay: constant('unused', [0]), trace: tensor('unused.trace', 'f32', [1, 1, 4]) }
    using bench = await inspect(gpu, [
      scan(steps, [
        ...layers.flatMap(({ forward }) => forward),
        stepOf({ input: cotangent, value: lif.outputs[0]!.grad!, ...unused }, {}, { TRACED: 0 }),
        ...[...layers].reverse().flatMap(({ backwardInput, backwardParameters }) => [...backwardInput, ...backwardParameters]),
      ] as Dispatch[]),
    ])
    bench.write(context.network.values, context.network.initialValues())
    for (let first = 0; first < 10; first += steps) {
      bench.write(input.value, x.slice(first * batch * inputs, (first + steps) * batch * inputs))
      bench.write(cotangent, error.slice(first * batch * neurons, (first + steps) * batch * neurons))
      bench.run()
    }
    return { spikes: await bench.f32(lif.outputs[0]!.value), gradients: await bench.f32(context.network.grads) }
  }

  test('two sequences are the two halves of one, to the last bit; at rest they are not', async () => {
    const whole = await running(10, false)
    expect(whole.spikes.reduce((sum, s) => sum + s, 0)).toBeGreaterThan(0)
    expect(await running(5, true)).toEqual(whole)
    expect((await running(5, false)).gradients).not.toEqual(whole.gradients)
  })
})
