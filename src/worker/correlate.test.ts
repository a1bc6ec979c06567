import { expect, test } from 'vitest'
import { stepsToCompare } from '../data/correlation/schema'
import { makeSynthetic } from '../data/synthetic/make'
import { classificationSchema } from '../tasks/classification/schema'
import { VERSION } from '../tasks/version'
import { correlate } from './correlate'

const spec = { kind: 'delayedCue', batch: 10, train: 30, test: 10, channels: 12, cueSteps: 4, delay: 6, answerSteps: 2 } as const
const { data, encoder } = classificationSchema.parse({ version: VERSION, task: 'classification', data: spec, encoder: { kind: 'rows' } })

test('samples are taken evenly over the training part, with their labels', async () => {
  const told: string[] = []
  const found = await correlate({ data, encoder, samples: 15 }, '', (what, done, total) => told.push(`${what} ${done}/${total}`))
  expect(found).toMatchObject({ steps: 12, size: 12, samples: 15 })
  expect(found.lags).toHaveLength(11)
  expect(told.at(-1)).toBe('Comparing steps 14/15')
  // A cue, silence, an answer: a profile that is far from flat.
  expect(found.profile!.within + found.profile!.between).toBeGreaterThan(0.1)
  const all = await correlate({ data, encoder, samples: 1e6 }, '', () => {})
  expect(all.samples).toBe(makeSynthetic(spec as Parameters<typeof makeSynthetic>[0]).train.count)
})

test.each([
  ['direct', 'the input is the same at every step'],
  ['poisson', 'the encoder makes them'],
  ['pixels', 'One pixel comes at a step'],
] as const)('an image that is sent by %s has no steps to compare', async (kind, why) => {
  const experiment = classificationSchema.parse({ version: VERSION, task: 'classification', data: { kind: 'mnist' }, encoder: { kind } })
  await expect(correlate({ ...experiment, samples: 5 }, '', () => {})).rejects.toThrow(why)
})

test('the camera makes steps of pictures, and what is read as rows counts only where bytes do', () => {
  const steps = (input: object) => {
    const { data, encoder } = classificationSchema.parse({ version: VERSION, task: 'classification', ...input })
    return stepsToCompare(data, encoder)
  }
  expect(steps({ data: { kind: 'mnist' }, encoder: { kind: 'camera', steps: 10, border: 3 } })).toEqual({
    how: 'camera',
    steps: 10,
    size: 34 * 34 * 2,
    counts: true,
  })
  expect(steps({ data: { kind: 'shd' }, encoder: { kind: 'rows' } })).toEqual({ how: 'stored', steps: 250, size: 140, counts: true })
  expect(steps({ data: { kind: 'spokenDigits' }, encoder: { kind: 'rows' } })).toMatchObject({ counts: false })
  expect(steps({ data: { kind: 'nMnist' }, encoder: { kind: 'frames' } })).toMatchObject({ steps: 10, size: 34 * 34 * 2, counts: true })
  expect(steps({ data: { kind: 'nMnist' }, encoder: { kind: 'frames', values: 'binary' } })).toMatchObject({ counts: false })
})
