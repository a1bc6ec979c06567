/**
 * Online learning in float64 against recorded cases and against finite differences where its gradient is exact, and the ops on the GPU
 * against float64 for every reset. The recorded cases run through the ops in conformance.test.ts.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { leakySpec, onlineAttributes, surrogateOf } from '../../headless/conformance/attributes'
import { runOnlineLinear } from '../../headless/conformance/online'
import { type Case, caseFiles, need, readCase, timeFirst } from '../../headless/conformance/read'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { RESETS } from '../lif/schema'
import { smoothFunction, stepFunction } from '../surrogate/reference'
import { type OnlineLayer, onlineLearning } from './reference'

const gpu = await kernelGpu()
const cases = caseFiles(join(fileURLToPath(new URL('../../testing/cases', import.meta.url)), 'online-linear')).map(readCase)

const rowsOf = (data: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: data.length / width }, (_, r) => Array.from({ length: width }, (_, i) => data[r * width + i]!))

/** The answer of the reference to a case, with the gradients summed over its samples. */
function answerOf(c: Case) {
  const a = onlineAttributes.parse(c.attrs)
  const { steps, batch, features } = timeFirst(need(c.inputs, 'x'))
  const { kind, values } = surrogateOf(a.surrogate, steps)
  const params = { ...leakySpec(a), decay: a.decay }
  const layers: OnlineLayer[] = [1, 2].map((n) => {
    const { shape, data } = need(c.inputs, `weight${n}`)
    return { weight: rowsOf(data, shape[1]!), params }
  })
  const x = rowsOf(need(c.inputs, 'x').data, features)
  const outputs = layers[1]!.weight.length
  const cotangent = rowsOf(need(c.cotangents, 'spikes').data, outputs)
  const ofSample = (all: number[][], b: number) => all.filter((_, row) => row % batch === b)
  const f = stepFunction(kind, values[0]!)
  const each = Array.from({ length: batch }, (_, b) => onlineLearning(layers, ofSample(x, b), ofSample(cotangent, b), f, a.rule === 'ottt'))
  const grad = (layer: number) =>
    layers[layer]!.weight.flatMap((row, o) => row.map((_, i) => each.reduce((sum, r) => sum + r.weightGrads[layer]![o]![i]!, 0)))
  return {
    spikes: Array.from({ length: steps }, (_, t) => each.flatMap((r) => r.spikes[t]!)).flat(),
    weight1: grad(0),
    weight2: grad(1),
  }
}

test.each(cases.map((c) => [c.name, c] as const))('float64 gives %s', (_, c) => {
  const got = answerOf(c)
  const exact = { relative: 1e-7, absolute: 1e-7, reason: 'cases are written with nine digits' }
  expect(got.spikes).toEqual(c.outputs.spikes!.data)
  expectClose(got.weight1, c.gradients.weight1!.data, exact)
  expectClose(got.weight2, c.gradients.weight2!.data, exact)
})

describe.each(RESETS)('reset %s', (reset) => {
  test.each(['ottt', 'sltt'])('%s on the GPU gives the spikes and gradients of float64', async (rule) => {
    const recorded = cases.find(({ attrs }) => attrs.rule === rule)!
    const c = {
      ...recorded,
      attrs: { ...recorded.attrs, threshold: 0.75, reset, resetTo: reset === 'zero' ? 0.25 : 0, initialMembrane: 0.5 },
    }
    const [got, want] = [await runOnlineLinear(gpu, c), answerOf(c)]
    const rounding = { absolute: 1e-5, reason: 'float32, sums of a few dozen terms below 10' }
    expect([...Array.from(got.outputs.spikes!)]).toEqual(want.spikes)
    expectClose(got.gradients.weight1!, want.weight1, rounding)
    expectClose(got.gradients.weight2!, want.weight2, rounding)
  })
})

describe('where the rules are exact, they are the derivative of the smoothed model', () => {
  const random = noise(4)
  const draw = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => 2 * random() - 1))
  const params = { decay: 0.7, threshold: 0.5, inputGain: 0.8, reset: 'none', resetTo: 0, detachReset: true } as const
  const f = smoothFunction('sigmoid', 3)
  /** Compares the gradient of the weight at one place with the difference of the loss. */
  function check(layers: OnlineLayer[], steps: number, traced: boolean) {
    const x = draw(steps, layers[0]!.weight[0]!.length)
    const spikesGrad = draw(steps, layers.at(-1)!.weight.length)
    const { weightGrads } = onlineLearning(layers, x, spikesGrad, f, traced)
    const loss = (moved: OnlineLayer[]) =>
      onlineLearning(moved, x, spikesGrad, f, traced).spikes.reduce(
        (sum, s, t) => sum + s.reduce((p, z, o) => p + z * spikesGrad[t]![o]!, 0),
        0,
      )
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
      expectClose(weightGrads[l]!.flat(), numeric, { absolute: 1e-9, reason: 'h squared and rounding over h' })
    })
  }
  test('OTTT of one layer without a reset, over time', () => check([{ weight: draw(3, 4), params }], 7, true))
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
