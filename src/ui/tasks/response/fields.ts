/** Receptive fields in words and numbers: where and when they are strongest. Pure. */
import { fixed, minus, twoDigits } from '../../../format'
import { correlation } from '../../../readings/spike-trains/correlation'
import type { Fields } from '../../../tasks/response/detail'
import { imageScale } from '../../base/bitmap'
import type { ChartTable } from '../../shared/chart'

export const MOVIES = ['average', 'gradient'] as const
export type FieldMovie = (typeof MOVIES)[number]

export const MOVIE_LABELS: Readonly<Record<FieldMovie, string>> = { average: 'spike-triggered average', gradient: 'gradient' }

/** How many bins before the spike a frame was. */
export const lagOf = ({ frames }: Fields, frame: number): number => frames - 1 - frame

/** "−3", and "0" of the bin of the spike itself. */
export const lagLabel = (fields: Fields, frame: number): string => minus(lagOf(fields, frame) === 0 ? 0 : -lagOf(fields, frame))

export const frameOf = (fields: Fields, movie: FieldMovie, frame: number): Float32Array =>
  fields[movie].subarray(frame * fields.height * fields.width, (frame + 1) * fields.height * fields.width)

/** The value farthest from 0 in a whole movie, as all its frames share one scale; 0 if all values are 0. */
export const reachOfMovie = (fields: Fields, movie: FieldMovie): number =>
  fields[movie].some((value) => value !== 0) ? imageScale(fields[movie], 0).high : 0

/** The scale of a movie: "−0.12 to 0.12". */
export const rangeText = (reach: number): string => `${twoDigits(-reach)} to ${twoDigits(reach)}`

interface Peak {
  readonly value: number
  readonly frame: number
  readonly row: number
  readonly column: number
}

/** The value farthest from 0, among some frames. */
export function peakOf({ height, width, ...fields }: Fields, movie: FieldMovie, from = 0, to = fields.frames): Peak {
  const size = height * width
  let best = from * size
  for (let at = best; at < to * size; at++) if (Math.abs(fields[movie][at]!) > Math.abs(fields[movie][best]!)) best = at
  const place = best % size
  return { value: fields[movie][best]!, frame: Math.floor(best / size), row: Math.floor(place / width), column: place % width }
}

function movieSentence(fields: Fields, movie: FieldMovie): string {
  if (reachOfMovie(fields, movie) === 0) return movie === 'average' ? 'The cell never fires: it has no average.' : 'The gradient is 0.'
  const { value, frame, row, column } = peakOf(fields, movie)
  const name = movie === 'average' ? 'The spike-triggered average' : 'The gradient'
  const lag = lagOf(fields, frame)
  const when = lag === 0 ? 'in the bin of the spike' : `${lag} ${lag === 1 ? 'bin' : 'bins'} before`
  return `${name} is strongest at row ${row + 1}, column ${column + 1}, ${when}: ${twoDigits(value)}, ${value > 0 ? 'brighter' : 'darker'}.`
}

/** The similarity of both movies; null if one of them is constant. */
const likeness = ({ average, gradient }: Fields): number | null =>
  gradient.every((value) => value === gradient[0]) ? null : correlation(average, gradient)

export function likenessText(fields: Fields): string {
  const alike = likeness(fields)
  return alike === null ? '' : `Correlation of the two: ${fixed(alike, 2)}.`
}

/** A text alternative to the fields, for screen readers. */
export const fieldsSentence = (fields: Fields, name: string): string =>
  `Receptive field of ${name}, ${fields.frames} frames of ${fields.height} × ${fields.width}. ${MOVIES.map((movie) => movieSentence(fields, movie)).join(' ')} ${likenessText(fields)}`.trim()

/** The value farthest from 0 in each movie, for each lag. */
export const fieldsTable = (fields: Fields, name: string): ChartTable => ({
  units: null,
  caption: `${name}: the value farthest from 0, by bins before the spike`,
  heads: ['bins', ...MOVIES.map((movie) => MOVIE_LABELS[movie])],
  rows: Array.from({ length: fields.frames }, (_, frame) => ({
    name: lagLabel(fields, frame),
    values: MOVIES.map((movie) => peakOf(fields, movie, frame, frame + 1).value),
  })),
  digits: 'significant',
})

/** Rows of a file: one per pixel and lag. */
export const fieldRows = (fields: Fields): (string | number)[][] => [
  ['lag', 'row', 'column', ...MOVIES],
  ...Array.from({ length: fields.average.length }, (_, at) => {
    const place = at % (fields.height * fields.width)
    const frame = Math.floor(at / (fields.height * fields.width))
    return [
      -lagOf(fields, frame),
      Math.floor(place / fields.width) + 1,
      (place % fields.width) + 1,
      ...MOVIES.map((movie) => fields[movie][at]!),
    ]
  }),
]
