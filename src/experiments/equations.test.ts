/** Networks of neurons as equations: LIF as a text is LIF, learned parameters stay in their ranges, and what a text learns is kept in files. */
import { expect, test } from 'vitest'
import { watchedStep } from '../headless/watched-step'
import { readSafetensors, writeSafetensors } from '../interop/safetensors'
import { readPinned, readSample, sampleRanges } from '../networks/pinned'
import { widerStateRanges } from '../networks/probe-reading'
import { descriptionOf } from '../neurons/descriptions'
import { leakyText } from '../neurons/equations/leaky'
import { neuronSchema } from '../neurons/schema'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf, writeWeights } from '../testing/open'
import { check } from './check'
import { withEdit } from './edit'

const gpu = await testGpu()
const data = madeData()

const networks = [
  ['dense', { kind: 'mlp', hidden: [13, 20] }],
  ['tdBN and dropout', { kind: 'mlp', hidden: [13, 20], normalization: { kind: 'tdBatchNorm' }, bias: false, dropout: 0.2 }],
  [
    'feature maps',
    {
      kind: 'layers',
      layers: [{ kind: 'conv', outputs: 5, stride: 2 }, { kind: 'residual', outputs: 8, stride: 2 }, { kind: 'globalPool' }],
    },
  ],
  ['vanilla recurrence', { kind: 'recurrent', hidden: [13, 20] }],
  [
    'a skip, tdBN and dropout',
    {
      kind: 'recurrent',
      hidden: [13, 20],
      recurrence: { kind: 'skip', span: 3 },
      normalization: { kind: 'tdBatchNorm' },
      bias: false,
      dropout: 0.2,
    },
  ],
] as const
const surrogate = { kind: 'atan', scale: 2 } as const

/** The losses of some steps, by LIF and by its text. */
async function lossesOfBoth(network: object, reset: 'zero' | 'subtract', steps: number, other: object = {}) {
  const lif = neuronSchema.parse({ kind: 'lif', decay: 0.75, reset })
  const losses = []
  let start: ArrayBuffer | undefined
  for (const neuron of [lif, { kind: 'equations', text: leakyText(descriptionOf(lif).rule) } as const]) {
    using run = await openFor(gpu, small({ network: network as never, neuron, surrogate, ...other }), data)
    // Recurrent weights are drawn by the name of their layer, in which the neuron's is.
    if (start) writeWeights(run, renamed(start, /^lif/, 'equations'))
    start = await readWeights(run)
    run.submit(steps)
    losses.push(await lossesOf(run))
  }
  return losses as [number[], number[]]
}

function expectAlike([lif, text]: readonly [number[], number[]], steps: number): void {
  expect(text).toHaveLength(steps)
  for (const [step, loss] of lif.entries()) expect(Math.abs(text[step]! - loss)).toBeLessThan(1e-5)
}

test.each(networks.flatMap(([name, network]) => (['zero', 'subtract'] as const).map((reset) => [name, reset, network] as const)))(
  'LIF as a text has the losses of LIF: %s, reset %s',
  async (_, reset, network) => {
    const other = network.kind === 'recurrent' ? { encoder: { kind: 'poisson', steps: 6 } } : {}
    expectAlike(await lossesOfBoth(network, reset, 8, other), 8)
  },
)

test('LIF as a text has the losses of LIF: a recurrent network of a thousand steps', async () => {
  const both = await lossesOfBoth({ kind: 'recurrent', hidden: [6] }, 'subtract', 2, { encoder: { kind: 'poisson', steps: 1000 } })
  expectAlike(both, 2)
  expect(both[1][0]).not.toBe(both[1][1])
})

const renamed = (file: ArrayBuffer, from: RegExp, to: string): ArrayBuffer =>
  writeSafetensors(readSafetensors(file).tensors.map((tensor) => ({ ...tensor, name: tensor.name.replace(from, to) })))

const LEARNED = `param alpha = 0.9 in 0.89..0.91 learned per neuron
param theta = normal(1, 0.1) learned per neuron
v = alpha*v[t-1] + x - theta*s[t-1]
s = spike(v - theta)`

test('learned parameters move, stay in their ranges, and are part of a file of weights and of a checkpoint', async () => {
  const e = small({
    network: { kind: 'mlp', hidden: [13] },
    neuron: { kind: 'equations', text: LEARNED },
    surrogate,
    optimizer: { kind: 'adam', rate: 0.05 },
  })
  using run = await openFor(gpu, e, data)
  const { network } = run.built.networks[0]!
  const valuesOf = async (name: string) => {
    const { value, count } = [...network.parameters.values()].find((parameter) => parameter.name.endsWith(name))!
    return new Float32Array((await weightsOf(run)).buffer).slice(value.offset!, value.offset! + count)
  }
  const before = await valuesOf('.theta')
  expect(new Set(before).size).toBe(13)
  run.submit(12)
  const [alpha, theta] = [await valuesOf('.alpha'), await valuesOf('.theta')]
  expect(Math.min(...alpha)).toBeGreaterThanOrEqual(Math.fround(0.89))
  expect(Math.max(...alpha)).toBeLessThanOrEqual(Math.fround(0.91))
  expect([...alpha].some((value) => value === Math.fround(0.89) || value === Math.fround(0.91))).toBe(true)
  expect(theta).not.toEqual(before)
  // The view of weights counts their values within their ranges, or around their initial values.
  const encoder = gpu.device.createCommandEncoder()
  run.compiled.programs.weights!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  for (const [name, values, [low, high]] of [
    ['alpha', alpha, [0.89, 0.91]],
    ['theta', theta, [0.6, 1.4]],
  ] as const) {
    const probe = run.built.weightProbes.get(`equations1.${name}`)!
    const margin = (high - low) / 32
    expect(probe.low).toBeCloseTo(low - margin, 6)
    expect(probe.high).toBeCloseTo(high + margin, 6)
    const cell = (value: number) => Math.floor((64 * (value - probe.low)) / (probe.high - probe.low))
    const counts = new Uint32Array(await run.read(probe.counts))
    expect(counts.reduce((a, b) => a + b)).toBe(values.length)
    for (const value of new Set([...values].map(cell))) expect(counts[value]).toBeGreaterThan(0)
  }
  const file = await readWeights(run)
  const checkpoint = await run.checkpoint()
  const resumed = async () => {
    run.submit(5)
    return { losses: (await lossesOf(run)).slice(-5), weights: await weightsOf(run) }
  }
  const on = await resumed()
  run.reset()
  run.restore(checkpoint)
  expect(await valuesOf('.theta')).toEqual(theta)
  expect(await resumed()).toEqual(on)
  expect(await valuesOf('.theta')).not.toEqual(theta)
  run.reset()
  expect(await valuesOf('.theta')).toEqual(before)
  writeWeights(run, file)
  expect(await valuesOf('.theta')).toEqual(theta)
  expect(await valuesOf('.alpha')).toEqual(alpha)
  // A watched step reads mean and ends of the values with which it computes.
  const [reading] = await watchedStep(gpu, run)
  for (const [at, values] of [alpha, theta].entries()) {
    const { name, mean, min, max } = reading!.learned![at]!
    expect({ name, min, max }).toEqual({ name: ['alpha', 'theta'][at], min: Math.min(...values), max: Math.max(...values) })
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value) / values.length, 5)
  }
})

test.each([
  ['a fault', 's = expp(x)', {}, 'The equations have no meaning yet: line 1, column 5: expp is not a function; exp is.'],
  [
    'a value for each pixel',
    LEARNED,
    { network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 5 }] } },
    /^In a network of feature maps, alpha has a value for each channel/,
  ],
  [
    'more buffers than every adapter has',
    `param c = 0.1 learned per step\n${LEARNED.replace('+ x', '+ x + c')}`,
    { network: { kind: 'recurrent', hidden: [9] } },
    /^The backward pass of this text would bind 9 buffers in this network, and every adapter has only 8\. Leave out/,
  ],
  [
    'a learned parameter with the name of the recurrent weights',
    'param recurrent = 1 learned\ns = spike(x - recurrent)',
    { network: { kind: 'recurrent', hidden: [9] } },
    'The weights of a recurrent layer are called recurrent: give the learned parameter another name.',
  ],
] as const)('%s is said at the field', (_, text, change, want) => {
  const e = small(change as never)
  const edited = withEdit(e, 'neuron', { kind: 'equations', text })
  if (!edited.ok) throw new Error('the schema refuses it')
  const [problem] = check(edited.experiment).filter(({ path, severity }) => severity === 'error' && path.startsWith('neuron'))
  if (typeof want === 'string') expect(problem?.message).toBe(want)
  else expect(problem?.message).toMatch(want)
})

const ADAPTIVE = `b = 0.9*b[t-1] + s[t-1]
v = 0.8*v[t-1] + x - s[t-1]
s = spike(v - 0.5 - 0.3*b)`
const adaptive = small({
  network: { kind: 'mlp', hidden: [13, 20], normalization: { kind: 'tdBatchNorm' }, bias: false, dropout: 0.2 },
  neuron: { kind: 'equations', text: ADAPTIVE },
  surrogate,
})

test('every state but the spikes is counted at each step, and is in a sample', async () => {
  using run = await openFor(gpu, adaptive, data, { pooled: false })
  const [first] = run.built.networks[0]!.graph.spiking
  expect(first!.variables).toEqual(['spike.argument', 'b', 'v'])
  const [reading] = await watchedStep(gpu, run)
  // The normalization scales by 1 where the threshold moves, so that there is a current.
  expect(reading!.standardDeviation[0]).toBeGreaterThan(0.5)
  expect(reading!.states!.map(({ name }) => name)).toEqual(['b', 'v'])
  const { names, tensor } = first!.states!
  const all = new Float32Array(await run.read(tensor))
  const [, steps, batch, width] = tensor.shape as readonly [number, number, number, number]
  for (const { name, counts, mean, standardDeviation, low, high } of reading!.states!) {
    for (let t = 0; t < steps; t++) {
      const row = all.subarray((names.indexOf(name) * steps + t) * batch * width, (names.indexOf(name) * steps + t + 1) * batch * width)
      const values = Array.from(row).filter((_, at) => at % width < 13)
      const cells = counts.subarray(t * 67, (t + 1) * 67)
      expect(cells.reduce((a, b) => a + b)).toBe(values.length)
      expect(cells[64]).toBe(values.filter((value) => value < low).length)
      expect(cells[65]).toBe(values.filter((value) => value >= high).length)
      const average = values.reduce((a, b) => a + b) / values.length
      expect(mean[t]).toBeCloseTo(average, 5)
      expect(standardDeviation[t]).toBeCloseTo(Math.sqrt(values.reduce((a, b) => a + (b - average) ** 2, 0) / values.length), 5)
    }
  }
  const ranges = widerStateRanges(run.built.probes[0]!, reading!)!
  expect(ranges).toHaveLength(2 * names.length)
  run.compiled.write(run.built.probes[0]!.states!.range, ranges)
  const [wider] = await watchedStep(gpu, run)
  const outside = ({ counts }: { readonly counts: Uint32Array }) => counts.filter((_, at) => at % 67 > 63).reduce((a, b) => a + b)
  for (const [at, state] of wider!.states!.entries())
    expect(outside(state)).toBeLessThanOrEqual(Math.min(outside(reading!.states![at]!), 0.1 * steps * wider!.total))

  const { pinned } = run.built
  const sample = readSample(pinned, await readPinned(gpu, run.compiled, sampleRanges(run.compiled, pinned, 1)))
  const layer = sample.layers[0]!
  expect(layer.states!.map(({ name }) => name)).toEqual(['b', 'v'])
  const [b, v] = layer.states!
  // The argument, which is shown as the potential, is v - 0.5 - 0.3 b; and b is 0 before the first spike.
  for (const [at, argument] of layer.membrane.entries()) expect(v!.values[at]! - 0.5 - 0.3 * b!.values[at]!).toBeCloseTo(argument, 5)
  expect([...b!.values.subarray(0, layer.neurons)].every((value) => value === 0)).toBe(true)
})

test('watching every state at every step, and a sample, changes no bit of training', async () => {
  const bits = async (watched: boolean) => {
    using run = await openFor(gpu, adaptive, data)
    for (let step = 0; step < 6; step++) {
      run.submit(1, { watched, ...(watched && { finish: (encoder) => run.encodePinned(encoder) }) })
      if (watched) await readPinned(gpu, run.compiled, sampleRanges(run.compiled, run.built.pinned, 0))
    }
    return { losses: await lossesOf(run), weights: await weightsOf(run) }
  }
  expect(await bits(true)).toEqual(await bits(false))
})
