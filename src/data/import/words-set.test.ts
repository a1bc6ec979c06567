/** Folders of recordings: Speech Commands by its lists, custom words, and what is refused. */
import { describe, expect, it } from 'vitest'
import { chosen, longBlob, wavFile } from '../../testing/files'
import { dataShape } from '../datasets/schema'
import { spectrogramOf } from '../formats/mel'
import { parseWav } from '../formats/wav'
import { importSet } from './import-set'
import { ImportError } from './source-file'

type Files = Readonly<Record<string, Uint8Array>>
const open = (files: Files) => importSet(chosen(files))
const tone = (hertz: number, seconds = 0.25, rate = 16_000): Uint8Array =>
  wavFile(
    Array.from({ length: seconds * rate }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / rate)),
    { rate },
  )
const text = (...lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`)
const under = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]))

const WORDS = ['yes', 'no', 'up', 'down', 'left', 'right', 'on', 'off', 'stop', 'go', 'marvin']
const COMMANDS: Files = under('commands', {
  ...Object.fromEntries(WORDS.flatMap((word, i) => [0, 1, 2].map((n) => [`${word}/${n}.wav`, tone(200 + 100 * i + n)]))),
  '_background_noise_/pink.wav': tone(300, 20.5),
  '_background_noise_/README.md': text('Noise.'),
  'testing_list.txt': text('yes/1.wav', 'marvin/0.wav'),
  'validation_list.txt': text('yes/2.wav', 'go/2.wav', 'gone/0.wav'),
  LICENSE: text('Of its own.'),
})

describe('recordings', () => {
  it('of Speech Commands have its classes, parts by its lists, and silence', async () => {
    const { data, set, note } = await open(COMMANDS)
    expect(data).toMatchObject({ kind: 'speechCommands' })
    expect(note).toBeUndefined()
    // go, yes
    expect([...set.validation!.labels]).toEqual([11, 2])
    expect(set.train).toMatchObject({ height: 101, width: 40, channels: 1, classes: 12 })
    // By path: _background_noise_, down, go, left, marvin, no, off, on, right, stop, up, yes.
    const words = [5, 5, 5, 11, 11, 6, 6, 6, 0, 0, 3, 3, 3, 9, 9, 9, 8, 8, 8, 7, 7, 7, 10, 10, 10, 4, 4, 4, 2]
    expect([...set.train.labels]).toEqual([...new Array<number>(18).fill(1), ...words])
    expect([...set.test.labels]).toEqual([1, 1, 0, 2])
    const yes = spectrogramOf(parseWav(Uint8Array.from(COMMANDS['commands/yes/1.wav']!)))
    expect([...set.test.images.subarray(-4040)]).toEqual([...yes])
  })

  it('of words of a person’s own are a set of their own', async () => {
    const files = (folders: readonly string[]) =>
      Object.fromEntries(folders.flatMap((path, i) => [0, 1, 2, 3, 4].map((n) => [`${path}/${n}.wav`, tone(300 + 100 * i + n)])))
    const { data, set } = await open(under('animals', files(['cat', 'dog'])))
    expect(data).toMatchObject({
      kind: 'own',
      name: 'animals',
      height: 101,
      width: 40,
      classes: 2,
      train: 9,
      test: 1,
      values: 'deviations',
    })
    expect(dataShape(data).sequence).toEqual({ zero: 128, scale: 1 / 32 })
    expect(set.train.count + set.test.count).toBe(10)
    const split = await open(files(['train/cat', 'train/dog', 'test/dog']))
    expect(split.data).toMatchObject({ kind: 'own', name: '2 words', train: 10, test: 5 })
    expect([...split.set.test.labels]).toEqual([1, 1, 1, 1, 1])
  })

  it('with a list but without all commands keep their words', async () => {
    const some = Object.fromEntries(Object.entries(COMMANDS).filter(([path]) => !path.includes('/go/') && !path.includes('noise')))
    const { data, set, note } = await open(some)
    expect(note).toBe('1 recordings are left out, those of validation_list.txt: training and test recordings make the set.')
    expect(set.validation).toBeUndefined()
    expect(data).toMatchObject({ kind: 'own', name: 'commands', classes: 10, test: 2 })
    expect([...set.test.labels]).toEqual([2, 9])
  })

  it.each([
    ['no folder', { 'a.wav': tone(300) }, 'a.wav lies in no folder. Choose a folder that holds a folder for each word.'],
    ['one word', { 'cat/a.wav': tone(300), 'test/cat/a.wav': tone(300) }, 'cat/a.wav has a single class; there must be two or more.'],
    [
      'too few',
      { 'a/1.wav': tone(300), 'b/1.wav': tone(400) },
      'a/1.wav has 2 samples and no test set next to it; ten or more can be split.',
    ],
    [
      'nothing to train with',
      { 'test/cat/a.wav': tone(300) },
      'test/cat/a.wav and the others are for testing, and there are no recordings to train with.',
    ],
    [
      'a word that is only tested',
      { 'cat/a.wav': tone(300), 'test/dog/a.wav': tone(300) },
      'test/dog/a.wav is of the word dog, which has no recordings to train with.',
    ],
    [
      'noise alone',
      { '_background_noise_/a.wav': tone(300) },
      '_background_noise_/a.wav and the others have no whole second of noise, and no words to train with.',
    ],
    [
      'a truncated recording',
      { 'a/1.wav': tone(300).subarray(0, 1000), 'b/1.wav': tone(400) },
      'a/1.wav is truncated: 956 of 8000 bytes of its part “data” are there.',
    ],
    ['a codec that is not read', { 'a/1.wav': wavFile([0, 0], { codec: 85 }) }, 'a/1.wav is written in MP3;'],
    ['no rate', { 'a/1.wav': wavFile([0, 0], { rate: 0 }) }, 'a/1.wav says 0 samples a second;'],
  ])('are refused where there is %s', async (_, files, message) => {
    const error: unknown = await open(files).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ImportError)
    expect((error as Error).message).toContain(message)
  })

  it('that are too long are refused before they are read', async () => {
    await expect(importSet([{ path: 'a/1.wav', blob: longBlob(tone(300), 1e10) }])).rejects.toThrow(
      'a/1.wav is 10000 MB long; up to 67 MB are read.',
    )
  })
})
