/** A loaded set of signs: the number of samples, their order and streams, and that they are the same on every machine. */
import { describe, expect, it } from 'vitest'
import { testGpu } from '../../testing/gpu'
import { dataKey, dataSchema, dataShape, isOpened } from '../datasets/schema'
import type { Samples } from '../labeled-set'
import { loadLabeled, streamsOf } from '../sources'
import { signsProblems } from './check'
import { makeSigns } from './make'
import { samplesOf } from './samples'
import { isSigns, type SignsSpec, SPLITS, subjectsOf } from './schema'

function specOf(changes: Partial<SignsSpec> = {}): SignsSpec {
  const data = dataSchema.parse({ kind: 'twoStreamSigns', ...changes })
  if (!isSigns(data)) throw new Error('not signs')
  return data
}
const gpu = await testGpu()
const FEW = specOf({
  trainSubjects: 1,
  testSubjects: 1,
  trainLight: 'natural',
  testLight: 'dim',
  trainPosition: 'back',
  testPosition: 'front',
})
const IGNORE = () => undefined
const sumOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0)

describe('the shape', () => {
  it('has the sizes, the counts and the names of the whole set', () => {
    const shape = dataShape(specOf())
    expect(shape).toMatchObject({ title: 'Two-stream signs', height: 16, width: 2048, classes: 8, train: 672, test: 288 })
    expect(shape.classNames).toEqual([
      'side then chin, fist',
      'chin then side, fist',
      'side then chin, open',
      'chin then side, open',
      'side then chin, fist, trill',
      'chin then side, fist, trill',
      'side then chin, open, trill',
      'chin then side, open, trill',
    ])
    expect(shape.factors?.map(({ title, byClass }) => [title, byClass.join('')])).toEqual([
      ['order', '01010101'],
      ['shape', '00110011'],
      ['trill', '00001111'],
    ])
    expect(shape.conditions?.map(({ name, values }) => [name, values.length])).toEqual([
      ['light', 3],
      ['position', 2],
      ['subject', 20],
    ])
  })

  it.each([
    { trainSubjects: 3, repetitions: 4 },
    { trainSubjects: 16, testSubjects: 2, testLight: 'dim', trainPosition: 'back' },
  ] as const)('counts the samples that there are with %o', (changes) => {
    const spec = specOf(changes)
    const { train, validation, test } = dataShape(spec)
    expect(SPLITS.map((split) => samplesOf(spec, split).length)).toEqual([train, validation, test])
  })

  it('never has a subject in both halves, nor those of validation in either', () => {
    const spec = specOf({ trainSubjects: 20 })
    expect(subjectsOf(spec, 'train')).toEqual([...Array(14).keys(), 22, 23, 24, 25, 26, 27])
    expect(subjectsOf(spec, 'test')).toEqual([14, 15, 16, 17, 18, 19])
    expect(subjectsOf(spec, 'validation')).toEqual([20, 21])
  })

  it('is made here, and kept under what decides its samples', () => {
    expect(isOpened(specOf())).toBe(false)
    expect(dataKey(specOf({ batch: 7 }))).toBe(dataKey(specOf()))
    expect(dataKey(specOf({ trainLight: 'dim' }))).not.toBe(dataKey(specOf()))
  })

  it('refuses what would not fit in memory, with what would', () => {
    expect(signsProblems(specOf())).toEqual([])
    const [problem] = signsProblems(specOf({ trainSubjects: 200, repetitions: 4 }))
    const { value } = problem!.remedy!
    expect(signsProblems(specOf({ trainSubjects: value as number, repetitions: 4 }))).toEqual([])
    expect(signsProblems(specOf({ trainSubjects: (value as number) + 1, repetitions: 4 }))).toHaveLength(1)
  })
})

describe('the samples', () => {
  it('are streams of events, images, labels and conditions', async () => {
    const told: number[] = []
    const set = await loadLabeled(FEW, { read: async () => new ArrayBuffer(0), stored: async () => undefined, gpu }, (done, total) =>
      told.push(done / total),
    )
    const { train, test } = streamsOf(set)
    expect({ train: train.count, test: test.count }).toEqual({ train: 8, test: 8 })
    expect(told).toEqual([0, 0.5, 1])
    const { images, frames, labels, light, position, subject } = train.streams
    expect(images!.shape).toEqual([16, 2048, 1])
    expect(frames!.shape).toEqual([16, 32, 32])
    expect(light!.shape).toEqual([1])
    expect(images!.values.length).toBe(8 * 16 * 2048)
    expect(frames!.values.length).toBe(8 * 16 * 1024)
    expect([...labels!.values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect([light, position, subject].map((stream) => [...new Set(stream!.values)])).toEqual([[2], [1], [0]])
    const { light: testLight, position: testPosition, subject: testSubject } = test.streams
    // Of the subjects 0 and 14, the second one is for testing.
    expect([testLight, testPosition, testSubject].map((stream) => [...new Set(stream!.values)])).toEqual([[1], [0], [1]])
  })

  it('have a part for validation where it is asked for, of subjects that no other part has', async () => {
    const spec = specOf({
      trainSubjects: 1,
      testSubjects: 1,
      trainLight: 'bright',
      trainPosition: 'front',
      testLight: 'dim',
      testPosition: 'back',
    })
    const { train, validation, test } = await makeSigns(spec, gpu, IGNORE, true)
    const conditionsIn = ({ more }: Samples, name: string) => [...new Set(more![name]!.values)]
    expect(validation!.count).toBe(dataShape(spec).validation)
    expect([train, test, validation!].map((part) => conditionsIn(part, 'subject'))).toEqual([[0], [1], [2, 3]])
    expect(conditionsIn(validation!, 'light')).toEqual(conditionsIn(train, 'light'))
    expect(conditionsIn(validation!, 'position')).toEqual(conditionsIn(train, 'position'))
    expect((await makeSigns(spec, gpu, IGNORE)).validation).toBeUndefined()
  })

  it('are the same from the GPU and from float64, but for roundings', async () => {
    const [fast, exact] = [await makeSigns(FEW, gpu, IGNORE), await makeSigns(FEW, undefined, IGNORE)]
    for (const split of ['train', 'test'] as const) {
      const unlike = fast[split].images.map((count, i) => Math.abs(count - exact[split].images[i]!))
      expect(sumOf(unlike)).toBeLessThanOrEqual(2 * fast[split].count)
      expect(sumOf(exact[split].images)).toBeGreaterThan(1000 * fast[split].count)
      const [frames, want] = [fast[split], exact[split]].map(({ more }) => more!.frames!.values as Uint8Array)
      const max = frames!.reduce((worst, level, i) => Math.max(worst, Math.abs(level - want![i]!)), 0)
      expect(max).toBeLessThanOrEqual(1)
      expect(fast[split].labels).toEqual(exact[split].labels)
    }
  })

  it('are others for another seed', async () => {
    const [one, other] = [await makeSigns(FEW, gpu, IGNORE), await makeSigns({ ...FEW, seed: 2 }, gpu, IGNORE)]
    expect(other.train.images).not.toEqual(one.train.images)
  })

  it('are not made to the end where that is stopped, and leave nothing on the device', async () => {
    const before = gpu.allocated()
    const stop = makeSigns(FEW, gpu, (done) => {
      if (done > 0) throw new Error('stopped')
    })
    await expect(stop).rejects.toThrow('stopped')
    expect(gpu.allocated()).toBe(before)
  })
})
