/**
 * Learning forward in time in whole networks: gradients against those through time, the memory of training, and probes and evaluations,
 * which are those of the same network through time.
 */
import { describe, expect, test } from 'vitest'
import { streamsOf } from '../../data/sources'
import { countsOf } from '../../data/streams'
import { makeSynthetic } from '../../data/synthetic/make'
import type { SyntheticOf, SyntheticSpec } from '../../data/synthetic/schema'
import { planMemory, prune } from '../../engine/memory'
import { compile } from '../../engine/plan'
import type { Tensor } from '../../engine/tensor'
import { buildExperiment } from '../../experiments/build'
import { check } from '../../experiments/check'
import { presetNamed } from '../../experiments/presets'
import { disposable } from '../../headless/disposable'
import type { Broadcast } from '../../neurons/online/schema'
import { recurrenceSchema } from '../../neurons/recurrent-lif/schema'
import { equalBits, expectClose } from '../../testing/close'
import { madeData, small } from '../../testing/data'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor, weightsOf } from '../../testing/open'
import { classificationSchema } from '../classification/schema'

const gpu = await testGpu()
const data = madeData(60, 40)
type Change = Parameters<typeof small>[0]
type Rule = 'ottt' | 'sltt' | 'eprop'

const none = { normalization: { kind: 'none' }, bias: true } as const
const dense = (...hidden: number[]) => ({ kind: 'mlp' as const, hidden, ...none, initialization: 'kaiming' as const })
const recurrentOf = (neurons: number, kind: 'vanilla' | 'skip') => ({
  network: { kind: 'recurrent' as const, hidden: [neurons], recurrence: recurrenceSchema.parse({ kind }), ...none },
})
const base = {
  network: dense(24, 16),
  encoder: { kind: 'direct', steps: 6 },
  neuron: { kind: 'lif', decay: 0.5, threshold: 0.5, reset: 'subtract', detachReset: true },
  surrogate: { kind: 'sigmoid', scale: 4 },
  readout: { kind: 'mean' },
  loss: { kind: 'meanOfCrossEntropy' },
} satisfies Change
const learning = (kind: Rule, broadcast: Broadcast = 'symmetric') => ({ learning: kind === 'eprop' ? { kind, broadcast } : { kind } })

/** Gradients and probes of one batch with the first weights. */
async function batchOf(change: Change, watched = false) {
  const built = buildExperiment(small({ ...base, ...change }), { counts: countsOf(data) })
  const [{ network: made, control }] = built.networks as [(typeof built.networks)[0]]
  const stages = built.stages.filter(({ program }) => program !== 'update')
  const programs = Object.fromEntries(stages.map(({ program }) => [program, built.programs[program]!]))
  using compiled = disposable(await compile(gpu, programs, { readBack: built.readBack }))
  for (const { tensor, from } of built.uploads) if (compiled.holds(tensor)) compiled.write(tensor, from(data))
  compiled.write(made.values, made.initialValues())
  const encoder = gpu.device.createCommandEncoder()
  for (const { program, repeat } of stages) for (let i = 0; i < repeat; i++) compiled.programs[program]!.encode(encoder, { watched })
  gpu.device.queue.submit([encoder.finish()])
  const floats = async (t: Tensor) => new Float32Array(await compiled.read(t))
  const gradients = new Map<string, Float32Array>()
  for (const [name, { grad }] of made.parameters) gradients.set(name, await floats(grad))
  const metrics = await floats(control.metrics)
  const probes = []
  for (const { spiking, counts, moments, squares, activity } of watched ? built.probes : [])
    probes.push({
      layer: spiking.name,
      counts: new Uint32Array(await compiled.read(counts)),
      activity: new Uint32Array(await compiled.read(activity)),
      moments: await floats(moments),
      squares: await floats(squares),
    })
  return { gradients, metrics, probes }
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

const rounding = { absolute: 1e-6, reason: 'float32, sums of hundreds of terms below 0.01 in another order' }
async function expectExact(rule: Rule, change: Change) {
  const [online, exact] = [await batchOf({ ...change, ...learning(rule) }), await batchOf(change)]
  expect([...online.gradients.keys()]).toEqual([...exact.gradients.keys()])
  for (const [name, gradient] of exact.gradients) expectClose(online.gradients.get(name)!, gradient, rounding)
  expectClose(online.metrics, exact.metrics, rounding)
}

/** Neurons of one to three states, of which spikes are one. */
const TEXTS = {
  LIF: 'u = 0.8*u[t-1] + x - 0.5*s[t-1]\ns = spike(u - 0.5)',
  'an adaptive threshold': 'a = 0.95*a[t-1] + s[t-1]\nv = 0.8*v[t-1] + x - 0.5*detach(s[t-1])\ns = spike(v - 0.5 - 0.2*a)',
  'an adaptive current, from a rest of its own':
    'param tau = 4 in 1..100\ninit v = 0.25\nu = v[t-1] + (x - tanh(v[t-1]) - w[t-1])/tau\ns = spike(u - 0.4)\nw = 0.9*w[t-1] + 0.3*u + 0.1*s\nv = (1 - s)*u',
  'no state': 's = spike(x - 0.25)',
}

describe('where a rule is exact, its gradients are those through time', () => {
  const one = { encoder: { kind: 'direct', steps: 1 } } as const
  const forgetful = { neuron: { ...base.neuron, decay: 0, reset: 'none' } } as const
  const withoutReset = { neuron: { ...base.neuron, reset: 'none' }, network: { ...dense(24), bias: false } } as const
  const pixels = { encoder: { kind: 'rows' } } as const
  test('one step', async () => {
    await expectExact('ottt', one)
    await expectExact('sltt', one)
  })
  test('neurons that keep nothing', async () => {
    await expectExact('ottt', forgetful)
    await expectExact('sltt', { ...forgetful, ...pixels })
  })
  test('OTTT of one hidden layer without a reset, over constant input and rows of an image', async () => {
    await expectExact('ottt', withoutReset)
    await expectExact('ottt', { ...withoutReset, ...pixels })
  })
  test.each(Object.entries(TEXTS))('e-prop of neurons as equations with one hidden layer: %s', async (_, text) => {
    const neuron = { kind: 'equations', text } as const
    await expectExact('eprop', { neuron, network: dense(24), ...pixels })
    await expectExact('eprop', { neuron, network: dense(24), encoder: { kind: 'direct', steps: 5 }, run: { microBatches: 2 } })
  })
  test('micro-batches and a regularization', async () => {
    const regularization = { kind: 'squared', lambda: 0.1, target: 0.5 } as const
    await expectExact('ottt', { ...withoutReset, run: { microBatches: 2 }, loss: { ...base.loss, regularization } })
  })
})

describe('elsewhere gradients point where those through time point', () => {
  const encoder = { kind: 'rows' } as const
  /** The smallest cosine of each layer's weights, with the readout and the rule; 1 where the rule is exact. */
  const COSINES = [
    ['ottt', 'mean', { linear1: 0.98, linear2: 1, output: 1 }],
    ['sltt', 'mean', { linear1: 0.93, linear2: 0.97, output: 1 }],
    ['ottt', 'spiking', { linear1: 0.95, linear2: 0.98, output: 1 }],
    ['sltt', 'spiking', { linear1: 0.88, linear2: 0.94, output: 0.97 }],
  ] as const
  test.each(COSINES)('%s, readout %s', async (rule, kind, layers) => {
    const change = { readout: { kind }, encoder }
    const [online, exact] = [await batchOf({ ...change, ...learning(rule) }), await batchOf(change)]
    for (const [layer, least] of Object.entries(layers)) {
      const [a, b] = [online, exact].map(({ gradients }) => gradients.get(`${layer}.weight`)!) as [Float32Array, Float32Array]
      expect(cosine(a, b), layer).toBeGreaterThan(least - 1e-6)
    }
  })
})

describe('e-prop', () => {
  const encoder = { kind: 'rows' } as const
  const one = { network: dense(24), encoder }
  const recurrent = { ...recurrentOf(24, 'vanilla'), encoder } as const
  test('with one hidden layer, no recurrent weights and symmetric broadcast is OTTT', async () => {
    const [eprop, ottt] = [await batchOf({ ...one, ...learning('eprop') }), await batchOf({ ...one, ...learning('ottt') })]
    expect(eprop.gradients).toEqual(ottt.gradients)
  })

  test('sends the error back through other weights, which learn from the gradient of the output weights or stay', async () => {
    const symmetric = await batchOf({ ...one, ...learning('eprop') })
    const random = await batchOf({ ...one, ...learning('eprop', 'random') })
    const adaptive = await batchOf({ ...one, ...learning('eprop', 'adaptive') })
    const of = ({ gradients }: typeof symmetric, name: string) => gradients.get(name)!
    for (const { gradients } of [random, adaptive]) {
      expect(gradients.get('output.weight')).toEqual(of(symmetric, 'output.weight'))
      expect(Math.abs(cosine(gradients.get('linear1.weight')!, of(symmetric, 'linear1.weight')))).toBeLessThan(0.5)
    }
    // The same first weights, drawn by the same name.
    expect(of(adaptive, 'linear1.weight')).toEqual(of(random, 'linear1.weight'))
    expect(of(adaptive, 'feedback.weight')).toEqual(of(adaptive, 'output.weight'))
    expect(random.gradients.has('feedback.weight')).toBe(false)
  })

  test('of recurrent weights points where the gradient through time points', async () => {
    const [eprop, exact] = [await batchOf({ ...recurrent, ...learning('eprop') }), await batchOf(recurrent)]
    expectClose(eprop.metrics, exact.metrics, rounding)
    expectClose(eprop.gradients.get('output.weight')!, exact.gradients.get('output.weight')!, rounding)
    for (const [name, least] of Object.entries({ 'linear1.weight': 0.66, 'lif1.recurrent': 0.6 }))
      expect(cosine(eprop.gradients.get(name)!, exact.gradients.get(name)!), name).toBeGreaterThan(least)
  })

  test('shows and evaluates a recurrent network as it is through time', async () => {
    const [eprop, exact] = [await batchOf({ ...recurrent, ...learning('eprop') }, true), await batchOf(recurrent, true)]
    expect(eprop.probes[0]!.counts).toEqual(exact.probes[0]!.counts)
    const [online, through] = [
      await openFor(gpu, small({ ...base, ...recurrent, ...learning('eprop', 'adaptive') }), data),
      await openFor(gpu, small({ ...base, ...recurrent }), data),
    ]
    expect(await online.evaluate()).toEqual(await through.evaluate())
    for (const run of [online, through]) run.destroy()
  })

  test('a recurrent network of neurons as equations learns, and is shown and evaluated as it is through time', async () => {
    const neuron = { kind: 'equations', text: TEXTS['an adaptive threshold'] } as const
    const change = { ...base, ...recurrent, neuron }
    const [eprop, exact] = [await batchOf({ ...change, ...learning('eprop') }, true), await batchOf(change, true)]
    expect(eprop.probes[0]!.counts).toEqual(exact.probes[0]!.counts)
    expect(eprop.probes[0]!.activity).toEqual(exact.probes[0]!.activity)
    // No step follows the last one, so its gradient is the exact one.
    expect(eprop.probes[0]!.squares[27]).toBeGreaterThan(0)
    expect(Math.abs(eprop.probes[0]!.squares[27]! / exact.probes[0]!.squares[27]! - 1)).toBeLessThan(1e-4)
    expectClose(eprop.gradients.get('output.weight')!, exact.gradients.get('output.weight')!, rounding)
    const through = await openFor(gpu, small(change), data)
    const run = await openFor(gpu, small({ ...change, ...learning('eprop', 'adaptive'), optimizer: { kind: 'adam', rate: 0.01 } }), data)
    expect(await run.evaluate()).toEqual(await through.evaluate())
    run.submit(40)
    const losses = await lossesOf(run)
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!)
    for (const opened of [run, through]) opened.destroy()
  })

  test.each(['random', 'adaptive'] as const)('learns by %s broadcast', async (broadcast) => {
    const optimizer = { kind: 'adam', rate: 0.01 } as const
    using run = await openFor(gpu, small({ ...base, ...recurrentOf(24, 'vanilla'), ...learning('eprop', broadcast), optimizer }), data)
    run.submit(40)
    const losses = await lossesOf(run)
    expect(losses.at(-1)).toBeLessThan(0.75 * losses[0]!)
  })
})

describe('what is shown is what the network through time shows', () => {
  test('potentials of each step, and which neurons fire', async () => {
    const [online, exact] = [await batchOf(learning('ottt'), true), await batchOf({}, true)]
    expect(online.probes.map(({ layer }) => layer)).toEqual(['lif1', 'lif2'])
    online.probes.forEach(({ counts, activity, moments, squares }, i) => {
      const other = exact.probes[i]!
      expect(counts).toEqual(other.counts)
      expect(activity).toEqual(other.activity)
      expect(moments).toEqual(other.moments)
      // No step follows the last one, so the same gradient reaches it.
      expect(squares[5]).toBeGreaterThan(0)
      expect(Math.abs(squares[5]! / other.squares[5]! - 1)).toBeLessThan(1e-4)
    })
  })

  test('an evaluation', async () => {
    const [online, exact] = [await openFor(gpu, small({ ...base, ...learning('sltt') }), data), await openFor(gpu, small(base), data)]
    expect(await online.evaluate()).toEqual(await exact.evaluate())
    for (const run of [online, exact]) run.destroy()
  })

  test('watching changes no bit of a training', async () => {
    const [seen, unseen] = [
      await openFor(gpu, small({ ...base, ...learning('ottt') }), data),
      await openFor(gpu, small({ ...base, ...learning('ottt') }), data),
    ]
    seen.submit(4, { watched: true })
    unseen.submit(4)
    expect(equalBits(await weightsOf(seen), await weightsOf(unseen))).toBe(true)
    const losses = await lossesOf(seen)
    expect(losses.at(-1)).toBeLessThan(losses[0]!)
    for (const run of [seen, unseen]) run.destroy()
  })
})

describe('updates at every step', () => {
  const rows = { encoder: { kind: 'rows' } } as const
  const atEach = (kind: Rule) => ({ learning: { ...learning(kind).learning, updates: { kind: 'step' } } }) as Change
  const opened = async (change: Change) => openFor(gpu, small({ ...base, ...change }), data)
  const values = async (run: Awaited<ReturnType<typeof opened>>) => new Float32Array(await run.read(run.built.networks[0]!.network.values))

  /** How far a step of gradient descent moves the weights for its rate, and what it reports. */
  async function moved(change: Change) {
    const rate = 1e-3
    using run = await opened({ ...change, optimizer: { kind: 'sgd', rate, momentum: 0 } })
    const before = await values(run)
    run.submit(1)
    const after = await values(run)
    const { rows: metrics } = await run.readMetrics(0)
    return { by: after.map((value, i) => (before[i]! - value) / rate), metrics }
  }

  test.each(['ottt', 'sltt'] as const)('%s by a small rate moves weights along the gradient of the sequence', async (rule) => {
    const [each, once] = [await moved({ ...atEach(rule), ...rows }), await moved({ ...learning(rule), ...rows })]
    expect(cosine(each.by, once.by)).toBeGreaterThan(0.999)
    expect(equalBits(each.by, once.by)).toBe(false)
    // The root mean square over the steps, whose gradients are summed.
    const [ofStep, ofSum] = [each, once].map(({ metrics }) => metrics.columns.gradientNorm![0]!) as [number, number]
    expect(28 * ofStep).toBeGreaterThan(ofSum)
    expect(ofStep).toBeLessThan(ofSum)
  })

  test('of a sequence of one step are one at its end, to the last bit', async () => {
    const one = { encoder: { kind: 'direct', steps: 1 } } as const
    expect(await moved({ ...atEach('ottt'), ...one })).toEqual(await moved({ ...learning('ottt'), ...one }))
  })

  test('watching and looking ahead change no bit, and neither does going on from a checkpoint', async () => {
    const change = { ...atEach('ottt'), ...rows, optimizer: { kind: 'adam', rate: 0.01 } } as const
    const [plain, seen] = [await opened(change), await opened(change)]
    plain.submit(4)
    seen.submit(2, { watched: true })
    seen.submitPreview(() => undefined)
    const checkpoint = await seen.checkpoint()
    seen.destroy()
    const resumed = await opened(change)
    resumed.restore(checkpoint)
    resumed.submit(2, { watched: true })
    expect(equalBits(await weightsOf(resumed), await weightsOf(plain))).toBe(true)
    for (const run of [plain, resumed]) run.destroy()
  })

  test.each(['ottt', 'sltt', 'eprop'] as const)('%s learns', async (rule) => {
    using run = await opened({ ...atEach(rule), ...rows, network: dense(24), optimizer: { kind: 'adam', rate: 0.004 } })
    run.submit(40)
    const losses = await lossesOf(run)
    expect(losses.at(-1)).toBeLessThan(0.85 * losses[0]!)
  })

  test('say at their field what they cannot be with', () => {
    const messages = (change: Change) => check(small({ ...base, ...atEach('ottt'), ...change })).map(({ path, message }) => [path, message])
    const at = 'learning.updates.kind'
    expect(messages({ run: { microBatches: 2 } })).toEqual([[at, expect.stringMatching(/micro-batches to 1/)]])
    expect(messages({ layerDecay: { kind: 'squares', weight: 0.01, layers: [1] } })).toEqual([[at, expect.stringMatching(/weight decay/)]])
    expect(messages({})).toEqual([])
  })
})

describe('an endless stream', () => {
  const { experiment } = presetNamed('temporal-xor-stream')!
  const stream = classificationSchema.parse(experiment)
  const change = (learning: object) => ({ ...stream, learning: { ...stream.learning, ...learning } }) as typeof stream
  const set = () => streamsOf(makeSynthetic({ ...(stream.data as SyntheticSpec), train: 1280, test: 100 }))

  test('goes on from a checkpoint with the state of its neurons, and looking ahead moves none', async () => {
    const samples = set()
    const plain = await openFor(gpu, stream, samples)
    plain.submit(4)
    using seen = await openFor(gpu, stream, samples)
    seen.submit(2, { watched: true })
    seen.submitPreview(() => undefined)
    await seen.evaluate()
    const checkpoint = await seen.checkpoint()
    const { 'lif1.kept': kept } = checkpoint.tensors
    expect(new Float32Array(kept!).some((value) => value !== 0)).toBe(true)
    const resumed = await openFor(gpu, stream, samples)
    resumed.restore(checkpoint)
    resumed.submit(2)
    expect(equalBits(await weightsOf(resumed), await weightsOf(plain))).toBe(true)
    // The run restarts with all states at rest.
    const losses = await lossesOf(plain)
    plain.reset()
    plain.submit(2)
    expect((await lossesOf(plain)).slice(0, 2)).toEqual(losses.slice(0, 2))
    for (const run of [plain, resumed]) run.destroy()
  })

  test('carries its state on only where rows continue, and says so', () => {
    const messages = (e: typeof stream) => check(e).map(({ path, message }) => [path, message])
    const { stream: _, ...stored } = stream.data as SyntheticOf<'temporalXor'>
    const at = 'learning.state.kind'
    expect(messages(stream)).toEqual([])
    expect(messages({ ...stream, data: stored })).toEqual([[at, expect.stringMatching(/do not follow each other/)]])
    const parts = { ...change({ updates: undefined }), run: { ...stream.run, microBatches: 2 } }
    expect(messages(parts)).toEqual([[at, expect.stringMatching(/share their rows/)]])
  })
})

describe('memory', () => {
  /** Bytes of the tensors that live within a training step, and of those that stay. */
  const bytesOf = (steps: number, change: Change) => {
    // The network is built with more steps than the form allows.
    const built = buildExperiment({ ...small({ ...base, ...change }), encoder: { kind: 'direct', steps } }, { counts: countsOf(data) })
    const { slots, byteLength } = planMemory([prune(built.programs.accumulate!, built.readBack)], true, built.readBack)
    const within = slots.reduce((sum, bytes) => sum + bytes, 0)
    return { within, staying: byteLength - within }
  }
  const updating = (kind: 'ottt') => ({ learning: { kind, updates: { kind: 'step' } } }) as const
  const RULES = { ottt: learning('ottt'), sltt: learning('sltt'), 'ottt with updates at every step': updating('ottt') }
  test.each(Object.entries(RULES))('that of %s does not grow with the number of steps, but for rows of probes', (_, rule) => {
    const [short, long] = [bytesOf(100, rule), bytesOf(10_000, rule)]
    expect(long.within).toBe(short.within)
    // For each of two layers and each step: 70 counts, two sums, one square.
    expect(long.staying - short.staying).toBe(9900 * 2 * (70 + 2 + 1) * 4)
    expect(bytesOf(10_000, {}).within).toBeGreaterThan(50 * bytesOf(100, {}).within)
  })
})

describe('what cannot learn forward in time says so at the field', () => {
  const LEFT_OUT: Readonly<Record<string, readonly [Change, RegExp]>> = {
    recurrence: [recurrentOf(12, 'vanilla'), /without recurrence/],
    'a list of layers': [{ network: { kind: 'layers', layers: [], ...none } }, /lists of layers/],
    tdBN: [{ network: { ...dense(24), normalization: { kind: 'tdBatchNorm' }, bias: false } }, /tdBN/],
    dropout: [{ network: { ...dense(24), dropout: 0.1 } }, /Dropout/],
    delays: [{ network: { ...dense(24), delays: { kind: 'fixed', steps: 2 } } }, /Delays/],
    'a learned decay': [{ neuron: { kind: 'plif', threshold: 0.5 } }, /LIF neurons/],
    equations: [{ neuron: { kind: 'equations', text: 's = spike(x)' } }, /e-prop learns with neurons as equations/],
    'a scan over time': [{ neuron: { ...base.neuron, reset: 'none', overTime: { kind: 'scan' } } }, /all steps at once/],
    'potentials in half precision': [{ neuron: { ...base.neuron, storedPotentials: { kind: 'half' } } }, /stores no potentials/],
    'a formula': [{ surrogate: { kind: 'formula', text: 'surrogate(z) = 1 / (1 + z^2)' } }, /formula/],
    'a loss of the readout': [{ loss: { kind: 'crossEntropyOfMean' } }, /loss at each step/],
    'a term on rates': [{ rateUpper: { kind: 'neurons', weight: 1, rates: [0.2] } }, /whole sequence/],
  }
  test.each(Object.entries(LEFT_OUT))('%s', (_, [change, says]) => {
    const problems = check(small({ ...base, ...learning('ottt'), ...change })).filter(({ severity }) => severity === 'error')
    expect(problems.map(({ path }) => path)).toEqual(['learning.kind'])
    expect(problems[0]!.message).toMatch(says)
    expect(problems[0]!.remedy).toBeDefined()
  })
  const eprop = (change: Change) =>
    check(small({ ...base, network: dense(24), ...learning('eprop'), ...change })).map(({ message }) => message)
  test('of e-prop: several hidden layers, skips, outputs that spike', () => {
    expect(eprop({ network: dense(24, 16) })).toEqual([expect.stringMatching(/one hidden layer/)])
    expect(eprop(recurrentOf(12, 'skip'))).toEqual([expect.stringMatching(/Skips/)])
    expect(eprop({ readout: { kind: 'spiking' } })).toEqual([expect.stringMatching(/do not spike/)])
    expect(eprop(recurrentOf(12, 'vanilla'))).toEqual([])
  })
  test.each([
    ['param b = 0.5 learned\ns = spike(b*x)', /parameter b is learned/],
    ['s = spike(x - t/T)', /number of steps/],
    ['surrogate(z) = (abs(z) < std)/(2*std)\ns = spike(x)', /surrogate changes/],
  ])('of e-prop: what a text needs besides one step, %j', (text, says) => {
    expect(eprop({ neuron: { kind: 'equations', text } })).toContainEqual(expect.stringMatching(says))
    expect(eprop({ neuron: { kind: 'equations', text: TEXTS.LIF } })).toEqual([])
  })
  test('a dense network of LIF with a decay of its weights has none', () => {
    expect(check(small({ ...base, ...learning('sltt'), layerDecay: { kind: 'squares', weight: 0.01, layers: [1] } }))).toEqual([])
  })
})
