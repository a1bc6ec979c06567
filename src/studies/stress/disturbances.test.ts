/** Each disturbance as a function of samples, settings and weights, by hand and for every preset. No GPU. */
import { expect, test } from 'vitest'
import type { DataSet } from '../../data/streams'
import { valueAt } from '../../experiments/form'
import { PRESETS, presetNamed } from '../../experiments/presets'
import { type Experiment, experimentSchema } from '../../experiments/schema'
import { classificationPreset } from '../../testing/data'
import { DISTURBANCES, disturbanceNamed } from './disturbances'
import { placesOf, seriesOf } from './samples'
import { disturbedBy } from './stress'

const named = (name: string) => presetNamed(name)!.experiment
const cue = named('delayed-cue')

/** Two samples of spikes, [step][channel]; the second sample is empty. */
function spikes(): DataSet {
  const { steps, size } = seriesOf(cue)!
  const values = new Uint8Array(2 * steps * size)
  for (let t = 0; t < 5; t++) values[t * size + t] = 1
  const set = { count: 2, streams: { images: { shape: [steps, size, 1], type: 'u8' as const, values } } }
  return { train: set, test: set }
}
const spikesAfter = (disturbance: string, strength: number, seed = 1): number[][] => {
  const { size } = seriesOf(cue)!
  const { values } = disturbedBy(cue, { disturbance, strength, seed }).samples(spikes()).test.streams.images!
  return [...values.entries()].filter(([, value]) => value > 0).map(([at]) => [Math.floor(at / size), at % size])
}
const DIAGONAL = [0, 1, 2, 3, 4].map((t) => [t, t])

test('no id comes twice, and the strength that changes nothing is one of the strengths', () => {
  expect(new Set(DISTURBANCES.map(({ id }) => id)).size).toBe(DISTURBANCES.length)
  for (const { id, strengths, none } of DISTURBANCES) expect(strengths, id).toContain(none)
})

test.each(PRESETS.map(({ name }) => name))('without any strength, the experiment is the same: %s', (name) => {
  const experiment = named(name)
  const taken = DISTURBANCES.filter(({ refusal }) => refusal(experiment) === null)
  expect(taken.map(({ id }) => id)).toContain('bits')
  for (const { id, none } of taken)
    expect(disturbedBy(experiment, { disturbance: id, strength: none, seed: 1 }).experiment, id).toEqual(experiment)
})

test.each(PRESETS.map(({ name }) => name))('every strength is either taken or refused in a sentence: %s', (name) => {
  const experiment = named(name)
  for (const { id, title, strengths, refusal } of DISTURBANCES) {
    const refused = refusal(experiment)
    if (refused !== null) expect(refused).toMatch(/^[A-Z].*\.$/)
    else
      for (const strength of strengths) expect(() => disturbedBy(experiment, { disturbance: id, strength, seed: 1 }), title).not.toThrow()
  }
})

test('jitter moves spikes in time alone, and keeps each of them', () => {
  const moved = spikesAfter('jitter', 3)
  expect(moved.map(([, channel]) => channel).toSorted()).toEqual([0, 1, 2, 3, 4])
  expect(moved).not.toEqual(DIAGONAL)
})

test('deleted spikes are gone, spurious ones are added to those there are', () => {
  expect(spikesAfter('deleted', 0)).toEqual(DIAGONAL)
  expect(spikesAfter('deleted', 1)).toEqual([])
  const added = spikesAfter('spurious', 0.02)
  expect(added.length).toBeGreaterThan(50)
  for (const spike of DIAGONAL) expect(added).toContainEqual(spike)
})

test('a weaker disturbance of a seed is a part of a stronger one', () => {
  const [few, many] = [spikesAfter('spurious', 0.01), spikesAfter('spurious', 0.1)]
  expect(many.length).toBeGreaterThan(few.length)
  for (const spike of few) expect(many).toContainEqual(spike)
})

test('shuffled steps keep what is in a step, dropped ones are empty', () => {
  const shuffled = spikesAfter('shuffled', 1)
  expect(shuffled.map(([, channel]) => channel).toSorted()).toEqual([0, 1, 2, 3, 4])
  expect(new Set(shuffled.map(([step]) => step)).size).toBe(5)
  expect(spikesAfter('dropped', 1)).toEqual([])
})

test('coarser time puts the events of a bin at its first step', () => {
  expect(spikesAfter('coarser', 2)).toEqual([
    [0, 0],
    [0, 1],
    [2, 2],
    [2, 3],
    [4, 4],
  ])
})

test('numbers have the mean of the bin at each of its steps', () => {
  const experiment = named('adding-numbers')
  const { steps, size } = seriesOf(experiment)!
  const values = Float32Array.from({ length: steps * size }, (_, i) => Math.floor(i / size))
  const set = { count: 1, streams: { inputs: { shape: [steps, size], type: 'f32' as const, values } } }
  const { samples } = disturbedBy(experiment, { disturbance: 'coarser', strength: 2, seed: 1 })
  expect([...samples({ train: set, test: set }).test.streams.inputs!.values.slice(0, 4 * size)]).toEqual([
    0.5, 0.5, 0.5, 0.5, 2.5, 2.5, 2.5, 2.5,
  ])
})

test('steps of an image that is read pixel by pixel are its squares, in the order in which they are read', () => {
  const experiment = named('ps-mnist-wide-small')
  const { steps, size } = seriesOf(experiment)!
  const places = placesOf(experiment)!
  expect({ steps, size }).toEqual({ steps: 49, size: 16 })
  // Each square's brightness is the number of its step.
  const values = new Uint8Array(784)
  for (const [t, step] of places.entries()) for (const place of step) values[place] = t + 1
  const set = { count: 1, streams: { images: { shape: [28, 28, 1], type: 'u8' as const, values } } }
  const after = (disturbance: string, strength: number) => {
    const disturbed = disturbedBy(experiment, { disturbance, strength, seed: 1 }).samples({ train: set, test: set }).test.streams.images!
      .values
    const read = places.map((step) => step.map((place) => disturbed[place]!))
    for (const step of read) expect(new Set(step).size).toBe(1)
    return read.map(([first]) => first!)
  }
  expect(after('dropped', 1)).toEqual(Array(49).fill(0))
  const shuffled = after('shuffled', 1)
  expect(shuffled).not.toEqual(shuffled.toSorted((a, b) => a - b))
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 49 }, (_, t) => t + 1))
  expect(after('coarser', 3).slice(0, 6)).toEqual([2, 2, 2, 5, 5, 5])
})

test('noise of images stays within their brightness', () => {
  const experiment = named('window')
  const values = Uint8Array.from({ length: 784 }, (_, i) => (i % 2 ? 255 : 0))
  const set = { count: 1, streams: { images: { shape: [28, 28, 1], type: 'u8' as const, values } } }
  const { samples } = disturbedBy(experiment, { disturbance: 'noise', strength: 0.5, seed: 1 })
  const noisy = [...samples({ train: set, test: set }).test.streams.images!.values]
  const [dark, bright] = [0, 1].map((odd) => noisy.filter((_, i) => i % 2 === odd).reduce((a, b) => a + b) / 392) as [number, number]
  // Half of a normal distribution is cut off, and the mean of the other half is near 0.4 standard deviations.
  expect(dark).toBeGreaterThan(35)
  expect(dark).toBeLessThan(65)
  expect(bright).toBeGreaterThan(190)
  expect(values[0]).toBe(0)
})

test('the training samples are left as they are', () => {
  const data = spikes()
  expect(disturbedBy(cue, { disturbance: 'deleted', strength: 1, seed: 1 }).samples(data).train).toBe(data.train)
})

test('light and position are those of the test', () => {
  const experiment = named('cma-signs')
  const edited = (disturbance: string, strength: number) => disturbedBy(experiment, { disturbance, strength, seed: 1 }).experiment.data
  expect(edited('light', 2)).toMatchObject({ testLight: 'dim', testPosition: 'all' })
  expect(edited('position', 2)).toMatchObject({ testPosition: 'back' })
})

test('drift reaches the neurons that layers have for themselves', () => {
  const csnn = classificationPreset('csnn')
  const [first, ...rest] = csnn.network.kind === 'layers' ? csnn.network.layers : []
  const withOwn = (neuron: object): Experiment =>
    experimentSchema.parse({ ...csnn, network: { ...csnn.network, layers: [{ ...first, neuron }, ...rest] } })
  const own = withOwn({ kind: 'lif', decay: 0.6, threshold: 2 })
  const drifted = (disturbance: string, strength: number, path: string) =>
    valueAt(disturbedBy(own, { disturbance, strength, seed: 1 }).experiment, path)
  expect(drifted('threshold', 0.5, 'neuron.threshold')).toBe(1.5)
  expect(drifted('threshold', 0.5, 'network.layers.0.neuron.threshold')).toBe(3)
  expect(drifted('decay', 0.1, 'network.layers.0.neuron.decay')).toBeCloseTo(0.7, 12)
  const typed = withOwn({ kind: 'equations', text: 'v = 0.5*v[t-1] + x - s[t-1]\ns = spike(v - 1)' })
  expect(disturbanceNamed('threshold').refusal(typed)).toBe('The threshold of its neurons is not a setting.')
  expect(disturbanceNamed('dead').refusal(typed)).toBe('Its neurons may fire without any input.')
})

test('other numbers of steps are for parallel neurons whose weights have no steps of their own', () => {
  const csnn = classificationPreset('csnn')
  const parallel = (form: string) => experimentSchema.parse({ ...csnn, neuron: { kind: 'psn', form } })
  expect(disturbanceNamed('steps').refusal(parallel('sliding'))).toBeNull()
  expect(disturbanceNamed('steps').refusal(parallel('full'))).toMatch(/^Its parallel neurons have weights for as many steps/)
})

test('dead neurons lose all of their row in a layer, and outputs are spared', () => {
  const ones = (name: string, shape: number[]) => ({ name, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1) })
  const tensors = [
    ones('linear1.weight', [4, 3]),
    ones('norm1.weight', [4]),
    ones('norm1.bias', [4]),
    ones('norm1.running_var', [4]),
    ones('lif1.recurrent', [4, 4]),
    ones('output.weight', [2, 4]),
    ones('output.bias', [2]),
  ]
  const sums = (strength: number) =>
    disturbedBy(named('delayed-cue'), { disturbance: 'dead', strength, seed: 4 })
      .weights(tensors)
      .map(({ data }) => data.reduce((a, b) => a + b))
  expect(sums(0)).toEqual([12, 4, 4, 4, 16, 8, 2])
  expect(sums(1)).toEqual([0, 0, 0, 4, 0, 8, 2])
  const [weight, gamma, , , recurrent] = sums(0.5)
  expect(weight).toBe(3 * gamma!)
  expect(recurrent).toBe(4 * gamma!)
})

test('a weight of two bits is the largest one, its negative, or zero', () => {
  const tensor = { name: 'linear1.weight', shape: [1, 5], data: Float32Array.of(1.2, -0.9, 0.4, -1.1, -2) }
  const { weights } = disturbedBy(named('window'), { disturbance: 'bits', strength: 2, seed: 1 })
  expect([...weights([tensor])[0]!.data].map((weight) => weight + 0)).toEqual([2, 0, 0, -2, -2])
})
