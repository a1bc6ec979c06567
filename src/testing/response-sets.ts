/** Sets converted from response files with known values, and the expected values. Only tests import it. */

import { expect } from 'vitest'
import { openChosen } from '../data/import/import-set'
import type { Reading, ResponseChoice } from '../data/import/response/schema'
import { convertResponses } from '../data/import/response/set'
import type { ResponseSurvey } from '../data/import/response/survey'
import type { StoredResponses } from '../data/response/schema'
import { memoryFolder } from '../data/store/memory-folder'
import { type RecordedSet, readResponses, storeResponses } from '../data/store/responses'
import { chosen, npyFile, zipFile } from './files'
import type { Files } from './folders'
import { filled, pixelAt, spikeAt } from './responses'

const quiet = () => {}

export async function surveyed(files: Files, asked = false): Promise<ResponseSurvey> {
  const opened = await openChosen(chosen(files), { asked: asked ? 'responses' : undefined })
  if (!('responses' in opened)) throw new Error('no movies and responses')
  return opened.responses
}
export const readingIn = ({ found }: ResponseSurvey, title: string): Reading => {
  const reading = found.readings.find((one) => one.title.includes(title))
  if (!reading) throw new Error(`no ${title} among ${found.readings.map((one) => one.title).join(', ')}`)
  return reading
}
export async function made(survey: ResponseSurvey, choice: ResponseChoice): Promise<{ kept: StoredResponses; set: RecordedSet }> {
  const folder = memoryFolder()
  const kept = await storeResponses(folder, (writer) => convertResponses(survey.open, survey.found, choice, writer, quiet))
  return { kept, set: (await readResponses(folder, kept.data))! }
}
export async function madeOf(files: Files, title: string, some: Partial<ResponseChoice> = {}, asked = false) {
  const survey = await surveyed(files, asked)
  return made(survey, { ...readingIn(survey, title).choice, ...some })
}

/** Checks the contents of a part, value by value. */
export function expectPart(
  { streams, count }: RecordedSet['train'],
  pixel: (movie: number, t: number, y: number, x: number) => number,
  spike: (movie: number, trial: number, cell: number, t: number) => number,
): void {
  const { stimulus, responses } = streams as { stimulus: (typeof streams)[string]; responses: (typeof streams)[string] }
  const [frames, height, width] = stimulus.shape as [number, number, number]
  const [trials, cells, bins] = responses.shape as [number, number, number]
  expect(bins).toBe(frames)
  const seen = filled(Float32Array, [count, frames, height, width], ([m, t, y, x]) => pixel(m!, t!, y!, x!))
  expect(stimulus.values.length).toBe(seen.length)
  expect(Math.max(...seen.map((value, i) => Math.abs(value - stimulus.values[i]!)))).toBeLessThan(1e-4)
  const row = 4 * Math.ceil((trials * cells * bins) / 4)
  const answered = new Uint8Array(row * count)
  for (let m = 0; m < count; m++)
    answered.set(
      filled(Uint8Array, [trials, cells, bins], ([trial, cell, t]) => spike(m, trial!, cell!, t!)),
      m * row,
    )
  expect(Buffer.from(responses.values.buffer).equals(Buffer.from(answered.buffer))).toBe(true)
}

export const RAW = { normalize: false } as const

export const MOVIE = [120, 8, 6] as const
export const movie = filled(Uint8Array, MOVIE, ([t, y, x]) => pixelAt(t!, y!, x!))
export const spikes = (trials: number, cells: number, bins: number) =>
  filled(Uint8Array, [trials, cells, bins], ([trial, cell, t]) => spikeAt(trial!, cell!, t!))
export const npz = (more: Files = {}, answers = npyFile('|u1', [2, 3, 120], spikes(2, 3, 120))): Files => ({
  'mine.npz': zipFile({ 'movie.npy': npyFile('|u1', MOVIE, movie), 'spikes.npy': answers, ...more }),
})
export const GENERIC = 'Arrays and axes as chosen'
