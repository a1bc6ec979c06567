/**
 * How the spoken digits are made: each word by each voice at a few tempi and pitches, and of each utterance a few takes,
 *   take[n] = word[n - shift] + level · u[n]      one second; u: uniform from -1 to 1
 * with the word near the middle and a separate level; then its mel spectrogram. Training and test have no voice in common, so a
 * test measures a new speaker. Sample i is the digit i mod 10.
 */
import { randomKey, streamOf, uniform } from '../../engine/random'
import { FRAMES, MELS, RATE, spectrogramOf } from '../formats/mel'
import type { Sound } from '../formats/wav'
import { SPOKEN_FILES } from './spoken-digits'

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

export interface Utterance {
  readonly voice: string
  readonly word: string
  /** The duration, relative to that of the voice. */
  readonly stretch: number
  /** The pitch, relative to that of the voice. */
  readonly pitch: number
}

interface Recipe {
  readonly voices: readonly string[]
  readonly stretches: readonly number[]
  readonly pitches: readonly number[]
  /** The number of samples made from one utterance. */
  readonly takes: number
}

export const RECIPES = {
  train: { voices: ['kal16', 'awb', 'slt'], stretches: [0.85, 1, 1.2], pitches: [0.9, 1.15], takes: 9 },
  // Its pitch cannot be changed.
  test: { voices: ['rms'], stretches: [0.8, 0.9, 1, 1.1, 1.2], pitches: [1], takes: 8 },
} as const satisfies Record<string, Recipe>
export type Split = keyof typeof RECIPES

const SEED = 1
/** The maximum offset of a word from the center, in samples. */
export const FARTHEST = RATE / 10
/** The amplitude of the noise, relative to the word's peak. */
const [QUIETEST, LOUDEST] = [0.002, 0.1]
/** A word starts and ends where its amplitude reaches this level, relative to its peak. */
const AUDIBLE = 0.02

/** The files by path. @param speak synthesizes an utterance at `RATE`; without silence it lasts at most one second. */
export async function makeSpokenDigits(speak: (utterance: Utterance) => Promise<Sound>): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for (const split of ['train', 'test'] as const) {
    const utterances = utterancesOf(split)
    const count = utterances.length * RECIPES[split].takes
    const images = new Uint8Array(count * FRAMES * MELS)
    for (const [u, utterance] of utterances.entries()) {
      const word = wordIn(await speak(utterance))
      for (let i = u; i < count; i += utterances.length) images.set(sampleOf(split, i, word), i * FRAMES * MELS)
    }
    const labels = Uint8Array.from({ length: count }, (_, i) => i % WORDS.length)
    files.set(SPOKEN_FILES[split].images.path, idxFile([count, FRAMES, MELS], images))
    files.set(SPOKEN_FILES[split].labels.path, idxFile([count], labels))
  }
  return files
}

/** The utterances of a split; sample i uses utterance i modulo their number. */
export function utterancesOf(split: Split): readonly Utterance[] {
  const { voices, stretches, pitches }: Recipe = RECIPES[split]
  return voices.flatMap((voice) =>
    stretches.flatMap((stretch) => pitches.flatMap((pitch) => WORDS.map((word) => ({ voice, word, stretch, pitch })))),
  )
}

/** [101, 40] bytes. @param word the sound of its utterance. */
export const sampleOf = (split: Split, i: number, word: Word): Uint8Array =>
  spectrogramOf({ rate: RATE, samples: takeOf(word, randomKey(SEED, streamOf(`spoken digits ${split}`), i)) })

function takeOf({ samples, peak }: Word, key: number): Float32Array {
  const level = peak * (QUIETEST + (LOUDEST - QUIETEST) * uniform(key, 0))
  const shift = Math.floor((RATE - samples.length) / 2 + FARTHEST * (2 * uniform(key, 1) - 1))
  const take = new Float32Array(RATE)
  for (let n = 0; n < RATE; n++) take[n] = level * (2 * uniform(key, n + 2) - 1)
  for (let n = 0; n < samples.length; n++) take[n + shift]! += samples[n]!
  return take
}

/** A sound without the silence before and after it. */
interface Word {
  readonly samples: Float32Array
  readonly peak: number
}

export function wordIn({ samples }: Sound): Word {
  const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  const heard = (x: number) => Math.abs(x) >= AUDIBLE * peak
  return { samples: samples.subarray(samples.findIndex(heard), samples.findLastIndex(heard) + 1), peak }
}

function idxFile(shape: readonly number[], data: Uint8Array): Uint8Array {
  const header = 4 + 4 * shape.length
  const bytes = new Uint8Array(header + data.length)
  bytes.set([0, 0, 0x08, shape.length])
  for (const [axis, size] of shape.entries()) new DataView(bytes.buffer).setUint32(4 + 4 * axis, size)
  bytes.set(data, header)
  return bytes
}
