/**
 * The loss terms: float64 against recorded cases of torch.autograd and against finite differences; feature maps, padding and micro-batches
 * on the GPU against float64. The recorded cases run through the shaders in conformance.test.ts.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { padded, persistent, tensor } from '../../engine/tensor'
import { lossTermsAttributes } from '../../headless/conformance/attributes'
import { padRows, trimRows } from '../../headless/conformance/layout'
import { type Case, type CaseTensor, caseFiles, need, readCase, timeFirst } from '../../headless/conformance/read'
import { inspect } from '../../headless/readable-tensors'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { operationOps, rateOps } from './loss'
import { decayTerm, type LayerSpikes, operationsTerm, rateTerm, type Term } from './reference'
import { type Terms, termsIn } from './schema'

const gpu = await kernelGpu()
const cases = caseFiles(join(fileURLToPath(new URL('../../testing/cases', import.meta.url)), 'loss-terms')).map(readCase)

/** The terms of an experiment over layers that are fully connected. */
function termsOf(terms: Terms, layers: readonly LayerSpikes[], weights: readonly CaseTensor[]): Record<string, Term> {
  const all: Record<string, Term> = {}
  for (const name of termsIn(terms)) {
    if (name === 'layerDecay')
      all[name] = decayTerm(
        terms.layerDecay!,
        weights.map(({ data }) => data),
      )
    else if (name === 'synapticOperations')
      all[name] = operationsTerm(
        terms.synapticOperations!.weight,
        layers,
        layers.map(({ neurons }, l) => Array.from({ length: neurons }, () => weights[l]!.shape[0]!)),
      )
    else all[name] = rateTerm(name, terms[name]!, layers)
  }
  return all
}

const layersIn = (c: Case): LayerSpikes[] =>
  Object.keys(c.inputs)
    .filter((name) => name.startsWith('spikes'))
    .map((name) => {
      const { steps, batch, features } = timeFirst(need(c.inputs, name))
      return { spikes: need(c.inputs, name).data, steps, batch, neurons: features }
    })
const weightsIn = (c: Case): CaseTensor[] => Object.keys(c.inputs).flatMap((name) => (name.startsWith('weight') ? [c.inputs[name]!] : []))

test.each(cases.map((c) => [c.name, c] as const))('float64 gives %s', (_, c) => {
  const terms = lossTermsAttributes.parse(c.attrs)
  const got = termsOf(terms, layersIn(c), weightsIn(c))
  const exact = { relative: 1e-7, absolute: 1e-8, reason: 'cases are written with nine digits' }
  for (const [name, { data }] of Object.entries(c.outputs)) expectClose([got[name]!.value], data, exact)
  const summed = (names: readonly string[], layer: number, count: number) =>
    Float64Array.from({ length: count }, (_, i) => names.reduce((sum, name) => sum + (got[name]?.grads[layer]?.[i] ?? 0), 0))
  for (const [name, { data }] of Object.entries(c.gradients)) {
    const ofWeights = name.startsWith('weight')
    const names = termsIn(terms).filter((term) => (term === 'layerDecay') === ofWeights)
    expectClose(summed(names, Number(name.replace(/\D/g, '')) - 1, data.length), data, exact)
  }
})

const random = noise(5)
const size = { steps: 4, batch: 2, neurons: 3 }
const RATES = ['rateTarget', 'rateLower', 'rateUpper'] as const

describe.each(RATES)('%s', (name) => {
  test.each(['neurons', 'population'] as const)('the gradient is the derivative, of %s', (kind) => {
    const term = { kind, weight: 0.7, rates: [0.45, 0.55] }
    const layers = [0, 1].map(() => ({ ...size, spikes: Array.from({ length: 24 }, random) }))
    const h = 1e-5
    const { grads } = rateTerm(name, term, layers)
    layers.forEach((layer, l) => {
      const numeric = layer.spikes.map((_, i) => {
        const at = (d: number) =>
          rateTerm(
            name,
            term,
            layers.map((one, k) => (k === l ? { ...one, spikes: one.spikes.map((s, j) => (j === i ? s + d : s)) } : one)),
          ).value
        return (0.7 * (at(h) - at(-h))) / (2 * h)
      })
      expectClose(grads[l]!, numeric, { absolute: 1e-9, reason: 'h squared and rounding over h' })
    })
  })
})

test('by hand: rates of 0, 1/2 and 1 around a target, between bounds', () => {
  const layers = [{ spikes: [0, 1, 1, 0, 0, 1], steps: 2, batch: 1, neurons: 3 }]
  const of = (name: (typeof RATES)[number], kind: 'neurons' | 'population', rate: number) =>
    rateTerm(name, { kind, weight: 1, rates: [rate] }, layers).value
  expect(of('rateTarget', 'neurons', 0.5)).toBeCloseTo((0.25 + 0.25) / 3, 14)
  expect(of('rateTarget', 'population', 0.5)).toBe(0)
  expect(of('rateLower', 'neurons', 0.25)).toBeCloseTo(0.0625 / 3, 14)
  expect(of('rateUpper', 'population', 0.25)).toBeCloseTo(0.0625, 14)
})

test('a feature map with padded channels, in micro-batches, adds to the gradient that is there', async () => {
  const [steps, samples, positions, channels, parts] = [3, 2, 4, 5, 2]
  const [rows, columns] = [samples * positions, padded(channels)]
  const terms: Terms = {
    rateTarget: { kind: 'population', weight: 2, rates: [0.3] },
    rateLower: { kind: 'neurons', weight: 3, rates: [0.4] },
    synapticOperations: { kind: 'share', weight: 0.5 },
  }
  const value = tensor('spikes', 'f32', [steps, rows, columns])
  const grad = tensor('spikesGrad', 'f32', [steps, rows, columns])
  const metrics = persistent('metrics', 'f32', [4, 64])
  const micro = persistent('micro', 'u32', [1])
  const to = { metrics, row: 1, micro, size: samples, total: samples * parts }
  const reach = [4, 2, 2, 1]
  const spikes = { value, grad, features: channels }
  const ops = [
    ...rateOps(terms, [{ ...spikes, number: 0 }], to),
    ...operationOps(terms, [{ ...spikes, reach, fanOut: 6, connections: 9 * 5 * 6 }], to),
  ]
  using bench = await inspect(gpu, ops.flat())
  const drawn = Array.from({ length: parts }, () => Array.from({ length: steps * rows * channels }, () => Number(random() < 0.4)))
  const grads: Float64Array[] = []
  for (const [part, data] of drawn.entries()) {
    bench.write(micro, Uint32Array.of(part))
    bench.write(value, padRows(data, channels))
    bench.write(grad, padRows(new Float32Array(data.length).fill(0.25), channels))
    bench.run()
    const all = await bench.f32(grad)
    expect(all.filter((_, i) => i % columns >= channels).every((g) => g === 0)).toBe(true)
    grads.push(trimRows(all, channels))
  }
  const written = await bench.f32(metrics)
  // The whole batch in float64, [steps, samples, neurons]: the samples of the parts one after another.
  const neurons = positions * channels
  const sampled = (t: number, b: number) => drawn[Math.floor(b / samples)]!.slice((t * samples + (b % samples)) * neurons).slice(0, neurons)
  const all = Array.from({ length: steps }, (_, t) => Array.from({ length: samples * parts }, (_, b) => sampled(t, b))).flat(2)
  const layers = [{ spikes: all, steps, batch: samples * parts, neurons }]
  const fanOuts = [Array.from({ length: neurons }, (_, n) => 6 * reach[Math.floor(n / channels)]!)]
  const wants = [
    rateTerm('rateTarget', terms.rateTarget!, layers),
    rateTerm('rateLower', terms.rateLower!, layers),
    operationsTerm(0.5, layers, fanOuts),
  ]
  const rounding = { absolute: 2e-6, reason: 'float32, sums of numbers below 1' }
  const means = wants.map((_, k) => written.slice((k + 1) * 64, (k + 1) * 64 + samples * parts).reduce((p, q) => p + q) / (samples * parts))
  expectClose(
    means,
    wants.map((want) => want.value),
    rounding,
  )
  for (const [part, got] of grads.entries()) {
    const want = Array.from(got, (_, i) => {
      const [t, b, n] = [Math.floor(i / (samples * neurons)), Math.floor(i / neurons) % samples, i % neurons]
      const at = (t * samples * parts + part * samples + b) * neurons + n
      return wants.reduce((sum, { grads: [first] }) => sum + first![at]!, 0.25)
    })
    expectClose(got, want, rounding)
  }
})
