/** A session with validation: the page receives nothing of the test set until the run ends or asks for it, and its rows say how often. */
import { expect, test } from 'vitest'
import { withValidation } from '../data/parts/split'
import { timesTested } from '../readings/metrics'
import type { Misclassified } from '../tasks/classification/detail'
import { madeData, small } from '../testing/data'
import { openSessions } from '../testing/session'
import type { Frame } from './protocol'

const whole = madeData(200, 60)
const validation = { kind: 'share', share: 0.25, seed: 1 } as const
const data = withValidation(whole, validation)
const { images, labels } = data.test.streams
const poisoned = {
  ...data,
  test: {
    ...data.test,
    streams: {
      images: { ...images!, values: images!.values.map((value) => 255 - value) },
      labels: { ...labels!, values: labels!.values.map((label) => (label + 1) % 10) },
    },
  },
}
const setUp = openSessions(data)
const experiment = small({ validation, run: { epochs: 2, seed: 3 } })

const samples = (frames: readonly Frame[]) => frames.filter(({ kind }) => kind === 'sample')
const reports = (frames: readonly Frame[]) => frames.flatMap((frame) => (frame.kind === 'report' ? [frame] : []))

test('a poisoned test set changes nothing until the end', async () => {
  const [one, other] = [await setUp(), await setUp({ loadData: async () => poisoned })]
  for (const { session } of [one, other]) {
    await session.open(experiment)
    await session.watch({ membrane: false, sample: 0, layers: ['lif1'], weights: null, visible: true, framesPerSecond: 60 })
    // One step before the end, with the evaluation at the end of the first epoch.
    for (let step = 0; step < 14; step++) await session.train(1)
  }
  expect(reports(one.frames).map(({ part, step }) => [part, step])).toEqual([['validation', 8]])
  expect(reports(other.frames)).toEqual(reports(one.frames))
  expect(samples(one.frames).length).toBeGreaterThan(0)
  expect(samples(other.frames)).toEqual(samples(one.frames))
  expect(other.session.scalars()).toEqual(one.session.scalars())
  expect(other.session.tests()).toEqual(one.session.tests())
  expect(timesTested(one.session.tests())).toBe(0)
  for (const { session } of [one, other]) await session.train(1)
  const [last, poison] = [one, other].map(({ session }) => session.tests().at(-1)!)
  expect(last!.values.validationAccuracy).toBe(poison!.values.validationAccuracy)
  expect(last!.values.testLoss).not.toBe(poison!.values.testLoss)
  expect(timesTested(one.session.tests())).toBe(1)
})

test('what is asked for is counted once for each state of the weights, and the views follow the part', async () => {
  const { session, frames } = await setUp()
  await session.open(experiment)
  await session.train(3)
  expect(await session.evaluate('validation')).toMatchObject({ part: 'validation', step: 3 })
  const wrong = async () => (await session.inspect({ ask: 'misclassified', limit: 1 })) as Misclassified
  expect((await wrong()).samples).toBe(50)
  const asked = await session.evaluate('test')
  expect(asked.part).toBe('test')
  expect(Object.keys(asked.values)).toEqual(expect.arrayContaining(['validationAccuracy', 'testAccuracy']))
  expect((await wrong()).samples).toBe(60)
  await session.evaluate()
  expect(timesTested(session.tests())).toBe(1)
  await session.train(1)
  await session.evaluate('test')
  expect(timesTested(session.tests())).toBe(2)
  expect(reports(frames).at(-1)).toMatchObject({ part: 'test', step: 4 })
})
