/** For every preset, the parts of an experiment's memory add up to all of it, and each grows with the setting that it depends on. */
import { expect, test } from 'vitest'
import { buildExperiment } from '../experiments/build'
import { PRESETS } from '../experiments/presets'
import { predictRunBytes } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { classificationPreset } from '../testing/data'
import { memoryParts } from './memory-parts'

const partsOf = (e: Experiment) => {
  const built = buildExperiment(e)
  const total = predictRunBytes(built)
  return { total, parts: memoryParts(built, total) }
}
const small = PRESETS.filter(({ experiment }) => experiment.network.kind !== 'layers')

test.each(small.map(({ name, experiment }) => [name, experiment] as const))('%s: the parts are all of it', (_, experiment) => {
  const { total, parts } = partsOf(experiment)
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total)
  expect(parts.every(({ bytes }) => Number.isInteger(bytes) && bytes > 0)).toBe(true)
  expect(parts.map(({ bytes }) => bytes)).toEqual(parts.map(({ bytes }) => bytes).sort((a, b) => b - a))
})

test('with twice the batch, activations are nearly twice as many, and the data and the weights the same', () => {
  const e = classificationPreset('window')
  const of = (batch: number) => new Map(partsOf({ ...e, data: { ...e.data, batch } }).parts.map(({ name, bytes }) => [name, bytes]))
  const [once, twice] = [of(100), of(200)]
  const activations = [...once.keys()].find((name) => name.startsWith('Activations'))!
  expect(twice.get(activations)! / once.get(activations)!).toBeGreaterThan(1.8)
  for (const name of ['Data set', 'Weights and running averages', 'Moments of the optimizer']) expect(twice.get(name)).toBe(once.get(name))
  // Images as bytes, four a word, labels as words: of 70,000 of 28 by 28.
  expect(once.get('Data set')).toBe(70_000 * (784 + 4))
})
