/** The spoken digits: the prepared files, and a few of their samples synthesized again. Needs the prepared data. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { readFiles } from '../../headless/read-files'
import { createSynthesizer } from '../../headless/speak'
import { RATE } from '../formats/mel'
import type { DataSet, Samples } from '../labeled-set'
import { loadDataSet } from './load'
import { FARTHEST, RECIPES, type Split, utterancesOf, wordIn } from './make-spoken-digits'

const SPLITS: readonly Split[] = ['train', 'test']
const SIZE = 101 * 40
const sampleAt = ({ images }: Samples, i: number): Uint8Array => images.subarray(i * SIZE, (i + 1) * SIZE)

let set: DataSet
beforeAll(async () => {
  set = await loadDataSet('spokenDigits', readFiles())
})

describe('the prepared files', () => {
  it('hold each digit equally often, in turn', () => {
    for (const split of SPLITS) {
      const { count, height, width, classes, labels } = set[split]
      expect({ count, height, width, classes }).toEqual({ count: split === 'train' ? 1_620 : 400, height: 101, width: 40, classes: 10 })
      expect([...labels]).toEqual(Array.from({ length: count }, (_, i) => i % 10))
      expect(count).toBe(utterancesOf(split).length * RECIPES[split].takes)
    }
  })

  it('hold no sample twice', () => {
    const samples = SPLITS.flatMap((split) => Array.from({ length: set[split].count }, (_, i) => sampleAt(set[split], i)))
    expect(new Set(samples.map((bytes) => Buffer.from(bytes).toString('latin1'))).size).toBe(2_020)
  })

  // Classifies by the nearest class mean; chance level for ten digits is one in ten.
  it('tell the digits apart in a voice that is not among those of the training', () => {
    const voices: readonly string[] = RECIPES.train.voices
    expect(RECIPES.test.voices.some((voice) => voices.includes(voice))).toBe(false)
    const means = Array.from({ length: 10 }, () => new Float64Array(SIZE))
    for (let i = 0; i < set.train.count; i++)
      for (const [at, byte] of sampleAt(set.train, i).entries()) means[i % 10]![at]! += byte / (set.train.count / 10)
    const nearest = (bytes: Uint8Array): number => {
      const distances = means.map((mean) => bytes.reduce((sum, byte, at) => sum + (byte - mean[at]!) ** 2, 0))
      return distances.indexOf(Math.min(...distances))
    }
    const right = Array.from(set.test.labels).filter((label, i) => nearest(sampleAt(set.test, i)) === label).length
    expect(right / set.test.count).toBeGreaterThan(0.4)
  })

  it('are missed in a sentence', async () => {
    await expect(loadDataSet('spokenDigits', readFiles('/nowhere'))).rejects.toThrow(
      'The data file spoken-digits/train-images.bin is missing. Run "npm install" again to prepare it, then reload.',
    )
  })
})

describe('spoken anew', () => {
  let folder = ''
  let speak: Awaited<ReturnType<typeof createSynthesizer>>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'membrane-speech-'))
    speak = await createSynthesizer(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('the longest words fit into the second wherever they are moved', async () => {
    for (const split of SPLITS) {
      const slowest = Math.max(...RECIPES[split].stretches)
      for (const utterance of utterancesOf(split).filter(({ stretch }) => stretch === slowest)) {
        const sound = await speak(utterance)
        expect(sound.rate).toBe(RATE)
        expect(wordIn(sound).samples.length).toBeLessThanOrEqual(RATE - 2 * FARTHEST)
      }
    }
  })

  // So that the hash of a file is the same in every engine. Not with spies, which would record millions of calls.
  it('they are the same bytes where sines and logarithms are off by a part in 10^12', async () => {
    const { sin, cos, log, log10, exp } = Math
    const exact = { sin, cos, log, log10, exp }
    onTestFinished(() => void Object.assign(Math, exact))
    let sign = 1
    for (const [name, of] of Object.entries(exact) as [keyof typeof exact, (x: number) => number][])
      Math[name] = (x) => {
        sign = -sign
        return of(x) * (1 + sign * 1e-12)
      }
    vi.resetModules()
    const { sampleOf } = await import('./make-spoken-digits')
    for (const split of SPLITS) {
      const utterances = utterancesOf(split)
      for (let u = 0; u < utterances.length; u += 37) {
        const word = wordIn(await speak(utterances[u]!))
        for (let i = u; i < set[split].count; i += utterances.length) expect(sampleOf(split, i, word)).toEqual(sampleAt(set[split], i))
      }
    }
  })
})
