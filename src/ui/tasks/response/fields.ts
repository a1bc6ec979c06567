/** Receptive fields in words and numbers: where and when they are strongest. Pure. */
import { fixed, minus } from '../../../format'
import { correlation } from '../../../readings/spike-trains/correlation'
import type { Fields } from '../../../tasks/response/detail'
import { pictureScale } from '../../base/picture'
import type { ChartTable } from '../../views/shared/chart'

export const MOVIES = ['average', 'gradient'] as const
export type FieldMovie = (typeof MOVIES)[number]

export const MOVIE_WORDS: Readonly<Record<FieldMovie, string>> = { average: 'spike-triggered average', gradient: 'gradient' }

/** How many bins before the spike a frame was. */
export const lagOf = ({ frames }: Fields, frame: number): number => frames - 1 - frame

/** "−3", and "0" of the bin of the spike itself. */
export const lagWords = (of: Fields, frame: number): string => minus(lagOf(of, frame) === 0 ? 0 : -lagOf(of, frame))

export const frameOf = (of: Fields, movie: FieldMovie, frame: number): Float32Array =>
  of[movie].subarray(frame * of.height * of.width, (frame + 1) * of.height * of.width)

/** The farthest from 0 of a whole movie: all its frames have one scale. 0 where there is nothing. */
export const reachOfMovie = (of: Fields, movie: FieldMovie): number =>
  of[movie].some((value) => value !== 0) ? pictureScale(of[movie], 0).high : 0

interface Peak {
  readonly value: number
  readonly frame: number
  readonly row: number
  readonly column: number
}

/** The value farthest from 0, among some frames. */
export function peakOf({ height, width, ...of }: Fields, movie: FieldMovie, from = 0, to = of.frames): Peak {
  const size = height * width
  let best = from * size
  for (let at = best; at < to * size; at++) if (Math.abs(of[movie][at]!) > Math.abs(of[movie][best]!)) best = at
  const place = best % size
  return { value: of[movie][best]!, frame: Math.floor(best / size), row: Math.floor(place / width), column: place % width }
}

function movieSentence(of: Fields, movie: FieldMovie): string {
  if (reachOfMovie(of, movie) === 0) return movie === 'average' ? 'The cell never fires: it has no average.' : 'The gradient is 0.'
  const { value, frame, row, column } = peakOf(of, movie)
  const name = movie === 'average' ? 'The spike-triggered average' : 'The gradient'
  const lag = lagOf(of, frame)
  const when = lag === 0 ? 'in the bin of the spike' : `${lag} ${lag === 1 ? 'bin' : 'bins'} before`
  return `${name} is strongest at row ${row + 1}, column ${column + 1}, ${when}: ${fixed(value, 3)}, ${value > 0 ? 'brighter' : 'darker'}.`
}

/** How alike both are; null where one of them is constant. */
const likeness = ({ average, gradient }: Fields): number | null =>
  gradient.every((value) => value === gradient[0]) ? null : correlation(average, gradient)

export function likenessWords(of: Fields): string {
  const alike = likeness(of)
  return alike === null ? '' : `Correlation of the two: ${fixed(alike, 2)}.`
}

/** For people who do not see them. */
export const fieldsSentence = (of: Fields, name: string): string =>
  `Receptive field of ${name}, ${of.frames} frames of ${of.height} × ${of.width}. ${MOVIES.map((movie) => movieSentence(of, movie)).join(' ')} ${likenessWords(of)}`.trim()

/** By lag, the value farthest from 0 of both. */
export const fieldsTable = (of: Fields, name: string): ChartTable => ({
  caption: `${name}: the value farthest from 0, by bins before the spike`,
  heads: ['bins', ...MOVIES.map((movie) => MOVIE_WORDS[movie])],
  rows: Array.from({ length: of.frames }, (_, frame) => ({
    name: lagWords(of, frame),
    values: MOVIES.map((movie) => peakOf(of, movie, frame, frame + 1).value),
  })),
  digits: 3,
})

/** A row a pixel and lag. */
export const fieldRows = (of: Fields): (string | number)[][] => [
  ['lag', 'row', 'column', ...MOVIES],
  ...Array.from({ length: of.average.length }, (_, at) => {
    const place = at % (of.height * of.width)
    const frame = Math.floor(at / (of.height * of.width))
    return [-lagOf(of, frame), Math.floor(place / of.width) + 1, (place % of.width) + 1, ...MOVIES.map((movie) => of[movie][at]!)]
  }),
]
