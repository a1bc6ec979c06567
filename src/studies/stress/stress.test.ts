/**
 * Disturbances of small trained networks: without any strength the bits of the plain evaluation, at full strength chance level, and
 * otherwise as much worse as they should be. The trained run stays as it is.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { countsOf, type DataSet } from '../../data/streams'
import { buildExperiment, loadSamples } from '../../experiments/build'
import { openEvaluator } from '../../experiments/evaluator'
import type { Run } from '../../experiments/run'
import { type Experiment, experimentSchema } from '../../experiments/schema'
import { sources } from '../../headless/load-data'
import { readSafetensors } from '../../interop/safetensors'
import type { Stressed } from '../../readings/stress'
import { VERSION } from '../../tasks/version'
import { madeData, small } from '../../testing/data'
import { testGpu } from '../../testing/gpu'
import { openFor, readWeights, weightsOf } from '../../testing/open'
import { DISTURBANCES, disturbanceNamed } from './disturbances'
import { createStress, type Stress } from './stress'

const gpu = await testGpu()

interface Trained {
  readonly experiment: Experiment
  readonly run: Run
  readonly stress: Stress
  readonly at: (disturbance: string, strength: number, seed?: number) => Promise<Stressed>
}

const ends: (() => void)[] = []
afterAll(() => {
  for (const end of ends) end()
})

async function trained(experiment: Experiment, steps: number, samples?: DataSet): Promise<Trained> {
  const data = samples ?? (await loadSamples(experiment, { ...sources(), gpu }))
  const run = await openFor(gpu, experiment, data)
  run.submit(steps)
  const stress = createStress(experiment, readSafetensors(await readWeights(run)).tensors, {
    load: async () => data,
    open: (e, set) => openEvaluator(gpu, buildExperiment(e, { profile: gpu.info.profile, counts: countsOf(set) }), steps),
  })
  ends.push(() => {
    stress.close()
    run.destroy()
  })
  return { experiment, run, stress, at: (disturbance, strength, seed = 1) => stress.at({ disturbance, strength, seed }) }
}

const of = (task: string, rest: object): Experiment => experimentSchema.parse({ version: VERSION, task, ...rest })
const adam = { kind: 'adam', rate: 0.01 }
const delayed = { kind: 'delayedCue', channels: 12, classes: 4, cueSteps: 4, delay: 6, answerSteps: 2, train: 400, test: 100, batch: 20 }
const cueOf = (recurrence: object, rest: object = {}) =>
  of('classification', {
    data: delayed,
    encoder: { kind: 'rows' },
    network: { kind: 'recurrent', hidden: [32], recurrence },
    optimizer: adam,
    run: { epochs: 20, seed: 3 },
    ...rest,
  })

/** Ten classes of images, seen for four steps. */
const images = await trained(
  small({ encoder: { kind: 'direct', steps: 4 }, optimizer: { kind: 'adam', rate: 0.01 } as never }),
  60,
  madeData(600, 200),
)
/** A run that has learned to distinguish four cues by spikes at the first of sixteen steps. */
const cue = await trained(cueOf({ kind: 'skip', span: 5 }), 200)

/** Expects that every disturbance of the experiment, at no strength, equals the plain evaluation. */
async function expectPlain({ experiment, run, at }: Trained): Promise<void> {
  const { values } = await run.evaluate()
  const taken = DISTURBANCES.filter(({ refusal }) => refusal(experiment) === null)
  const found = Object.fromEntries(await inOrder(taken, async ({ id, none }) => [id, (await at(id, none)).values] as const))
  expect(found).toEqual(Object.fromEntries(taken.map(({ id }) => [id, values])))
}

async function inOrder<T, R>(list: readonly T[], of: (one: T) => Promise<R>): Promise<R[]> {
  const found: R[] = []
  for (const one of list) found.push(await of(one))
  return found
}

describe('without any strength an evaluation has the bits of the plain one', () => {
  test('images', () => expectPlain(images))
  test('spikes in time', () => expectPlain(cue))
  test('learned skips, whose mixed evaluation depends on the training step', async () =>
    expectPlain(await trained(cueOf({ kind: 'adaptive', spans: 6, temperatureFactor: 0.5 }), 45)))
  test('averaged weights', async () => expectPlain(await trained(cueOf({ kind: 'vanilla' }, { average: { kind: 'exponential' } }), 20)))
  test('learned decays', async () => expectPlain(await trained(small({ neuron: { kind: 'plif' } }), 5, madeData(60, 40))))
  test('regression', async () =>
    expectPlain(await trained(of('regression', { data: { kind: 'function', train: 40, test: 30, batch: 10 } }), 3)))
  test('neural response', async () => {
    const data = { kind: 'retinaSim', batch: 4, movies: 4, frames: 60, clip: 10, trials: 3, cells: 6, validationFrames: 120 }
    const test = { testFrames: 150, testTrials: 3, longFrames: 130, longTrials: 3 }
    const network = { kind: 'latent', stimulus: { kind: 'dense', hidden: [12] }, latents: 4, memory: { kind: 'gru', size: 8 } }
    await expectPlain(await trained(of('response', { data: { ...data, ...test }, network, scoring: { samples: 3, burnIn: 20 } }), 3))
  })
  test('detection', async () => {
    const network = { kind: 'detector', spiking: 'none', strides: [8, 16], stem: 8, stages: [8, 12, 16], head: 8, width: 1, pools: [3] }
    const data = { kind: 'movingShapes', batch: 4, train: 40, test: 10 }
    await expectPlain(await trained(of('detection', { data, network, sampler: { kind: 'arsnn', kernel: 3 } }), 2))
  })
  test('agents', async () => {
    const data = { kind: 'experience', environment: { kind: 'cartPole', mask: 'P', limit: 30 }, batch: 6, test: 5 }
    const network = { kind: 'agent', memory: { kind: 'grsn', gain: 3 }, units: 12, observation: 8, heads: [10] }
    const algorithm = { kind: 'ppo', minibatches: 2, epochs: 2 }
    const rest = { encoder: { kind: 'direct', steps: 33 }, run: { epochs: 1, seed: 3 } }
    await expectPlain(await trained(of('control', { data, network, algorithm, ...rest }), 2))
  })
})

const accuracyOf = ({ values }: Stressed): number => values.testAccuracy!
const accuracies = (all: readonly Stressed[]): number[] => all.map(accuracyOf)

test('both networks have learned their task', async () => {
  expect(accuracyOf(await images.at('noise', 0))).toBeGreaterThan(0.9)
  expect(accuracyOf(await cue.at('noise', 0))).toBeGreaterThan(0.95)
})

describe('at full strength accuracy is at chance', () => {
  test.each([
    ['deleted', 1],
    ['spurious', 1],
    ['dropped', 1],
    ['dead', 1],
  ])('%s', async (id, strength) => {
    // The same class is predicted for every sample; a fourth of the samples belongs to it.
    expect(accuracyOf(await cue.at(id, strength))).toBeCloseTo(0.25, 1)
  })
  test('dead neurons do not fire', async () => {
    expect((await cue.at('dead', 1)).rate).toBe(0)
    expect((await images.at('dead', 1)).rate).toBe(0)
  })
})

test.each([
  ['noise', [0, 0.5, 1, 2]],
  ['deleted', [0, 0.6, 0.8, 1]],
  ['spurious', [0, 0.3, 0.7, 1]],
  ['dropped', [0, 0.5, 0.7, 0.9]],
  ['coarser', [1, 4, 8, 16]],
  ['weightNoise', [0, 1, 1.5, 2]],
  ['dead', [0, 0.5, 0.9, 1]],
])('the stronger %s, the lower the accuracy', async (id, strengths) => {
  const found = accuracies(await inOrder(strengths, (strength) => cue.at(id, strength)))
  expect(found).toEqual(found.toSorted((a, b) => b - a))
  expect(found.at(-1)).toBeLessThan(found[0]! - 0.1)
})

test.each([
  ['jitter', [16, 0]],
  ['shuffled', [1, 0]],
])('%s changes when spikes come, not how many there are, and costs accuracy', async (id, strengths) => {
  const [disturbed, plain] = accuracies(await inOrder(strengths, (strength) => cue.at(id, strength)))
  expect(disturbed).toBeLessThan(plain!)
})

test('two bits of a weight are too few, eight are enough', async () => {
  const [two, eight, all] = accuracies(await inOrder([2, 8, 32], (bits) => images.at('bits', bits)))
  expect(two).toBeLessThan(all! - 0.05)
  expect(Math.abs(eight! - all!)).toBeLessThan(0.03)
})

test.each([
  ['threshold', [-0.8, 0, 1, 2]],
  ['decay', [0.5, 0, -0.5]],
] as const)('neurons fire less from one %s to the next', async (id, strengths) => {
  const rates = (await inOrder(strengths, (strength) => images.at(id, strength))).map(({ rate }) => rate!)
  expect(rates).toEqual(rates.toSorted((a, b) => b - a))
  expect(rates.at(-1)).toBeLessThan(0.95 * rates[0]!)
})

test('fewer steps than trained cost accuracy', async () => {
  expect(accuracyOf(await images.at('steps', -0.75))).toBeLessThan(accuracyOf(await images.at('steps', 0)))
})

test('another skip is another network', async () => {
  const found = await inOrder([-4, 0, 4], (strength) => cue.at('span', strength))
  expect(new Set(found.map(({ values }) => values.testLoss)).size).toBe(3)
})

test('a learned skip is moved by exchanging logits', () => {
  const skip = { name: 'lif1.skip', shape: [5], data: Float32Array.of(0, 4, 1, 2, 3) }
  const { weights } = disturbanceNamed('span')
  const moved = (by: number) => [...weights!([skip], by, () => 0)[0]!.data]
  expect(moved(2)).toEqual([0, 2, 1, 4, 3])
  expect(moved(-3)).toEqual([4, 0, 1, 2, 3])
})

test('a seed gives the same disturbance again, and another seed another one', async () => {
  const [once, again, other] = await inOrder([1, 1, 2], (seed) => cue.at('noise', 1, seed))
  expect(again).toEqual(once)
  expect(other!.values).not.toEqual(once!.values)
})

test('training continues as if nothing had been evaluated', async () => {
  const experiment = cueOf({ kind: 'vanilla' })
  const left = await trained(experiment, 12)
  const disturbed = await trained(experiment, 6)
  for (const { id, none } of DISTURBANCES.filter(({ refusal }) => refusal(experiment) === null)) await disturbed.at(id, none)
  await disturbed.at('weightNoise', 2)
  disturbed.run.submit(6)
  expect(await weightsOf(disturbed.run)).toEqual(await weightsOf(left.run))
})

test('what an experiment cannot take is said in a sentence', async () => {
  await expect(images.at('jitter', 1)).rejects.toThrow('Time jitter: A sample is a single image or vector: it has no steps.')
  await expect(images.at('span', 1)).rejects.toThrow('Skip length: Its layers do not receive their own spikes.')
  await expect(cue.at('noise', 3)).rejects.toThrow('Additive noise: A strength is a number from 0 to 2, not 3.')
  await expect(cue.at('coarser', 1.5)).rejects.toThrow('Coarser time: A strength is a whole number from 1 to 50, not 1.5.')
  await expect(cue.at('gravity', 1)).rejects.toThrow('There is no disturbance named gravity. There are: noise, jitter, ')
})
