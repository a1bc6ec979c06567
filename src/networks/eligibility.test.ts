/** Eligibility traces: times the learning signal of each step they are the gradients of e-prop and OTTT in float64, and a sample has them. */
import { expect, test } from 'vitest'
import { onlineLearning } from '../neurons/online/reference'
import { stepFunction } from '../neurons/surrogate/reference'
import { expectClose, noise } from '../testing/close'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openFor } from '../testing/open'
import { eligibility } from './eligibility'
import { allLayers, readPinned, readSample, samplePartsOf, sampleRanges } from './pinned'

const random = noise(8)
const draw = (rows: number, columns: number) => Array.from({ length: rows }, () => Array.from({ length: columns }, () => 2 * random() - 1))
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test.each([false, true])('summed with the learning signals they are the gradient, recurrent %s', (recurrent) => {
  const params = { decay: 0.7, threshold: 0.4, inputGain: 0.8, reset: 'subtract', resetTo: 0, detachReset: true } as const
  const f = stepFunction('atan', 3)
  const [x, signal] = [draw(6, 4), draw(6, 3)]
  const layer = { weight: draw(3, 4), params, ...(recurrent && { recurrent: draw(3, 3) }) }
  const { outputs, weightGrads, recurrentGrads } = onlineLearning([layer], x, signal, f, true)
  // The potentials of the layer, which the reference does not give.
  let kept = [0, 0, 0]
  const membrane = x.map((row, t) => {
    const before = outputs[0]![t - 1] ?? [0, 0, 0]
    const own = (o: number) => (recurrent ? layer.recurrent![o]!.reduce((sum, w, i) => sum + w * before[i]!, 0) : 0)
    const u = layer.weight.map((w, o) => 0.7 * kept[o]! + 0.8 * (w.reduce((sum, value, i) => sum + value * row[i]!, 0) + own(o)))
    kept = u.map((value, o) => value - 0.4 * outputs[0]![t]![o]!)
    return u
  })
  const received = [{ values: x.flat(), count: 4, late: 0 }, ...(recurrent ? [{ values: outputs[0]!.flat(), count: 3, late: 1 }] : [])]
  const traces = eligibility({ steps: 6, neurons: 3, membrane: Float32Array.from(membrane.flat()) }, received, {
    decay: 0.7,
    slope: (u, t) => 0.8 * f.slope(u - 0.4, t),
  })
  const summed = [0, 1, 2].map((n) => signal.reduce((sum, row, t) => sum + row[n]! * traces[t * 3 + n]!, 0))
  const grads = [0, 1, 2].map((n) => mean([...weightGrads[0]![n]!, ...(recurrent ? recurrentGrads[0]![n]! : [])]))
  expectClose(summed, grads, { absolute: 1e-6, reason: 'potentials and traces are rounded to float32' })
})

test('a sample of a network that learns with traces has them, of every layer whose input is read', async () => {
  const gpu = await testGpu()
  const online: Parameters<typeof small>[0] = {
    network: { kind: 'mlp', hidden: [13, 24], normalization: { kind: 'none' } },
    surrogate: { kind: 'atan', scale: 2 },
    loss: { kind: 'meanOfCrossEntropy' },
  }
  const namesOf = async (rule: 'ottt' | 'sltt') => {
    using run = await openFor(gpu, small({ ...online, learning: { kind: rule } }), madeData(40, 20))
    const { pinned } = run.built
    const parts = samplePartsOf(pinned, ['lif2'])
    const read = async (of: typeof parts) =>
      readSample(pinned, await readPinned(gpu, run.compiled, sampleRanges(run.compiled, pinned, 0, of)), of)
    const [asked, all] = [await read(parts), await read(allLayers(pinned))]
    return { asked, all, layers: parts.layers.map(({ name }) => name) }
  }
  const { asked, all, layers } = await namesOf('ottt')
  expect(layers).toEqual(['lif2', 'lif1'])
  expect(all.layers.map(({ states }) => states?.map(({ name }) => name))).toEqual([['eligibility'], ['eligibility']])
  const [second, first] = asked.layers
  const { slope } = stepFunction('atan', 2)
  let trace = 0
  const want = Array.from({ length: 3 }, (_, t) => {
    trace = 0.5 * trace + mean([...first!.spikes.subarray(t * 13, (t + 1) * 13)])
    return Array.from({ length: 24 }, (_, n) => trace * slope(second!.membrane[t * 24 + n]! - 1, t))
  })
  expectClose([...second!.states![0]!.values], want.flat(), { absolute: 1e-6, reason: 'float32' })
  expect((await namesOf('sltt')).all.layers.every(({ states }) => states === undefined)).toBe(true)
})
