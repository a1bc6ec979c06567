/** The files next to the recordings of DVS128 Gesture: tables of the times of gestures, and lists of training recordings. Pure parsers. */
import { GESTURES } from '../events/schema'
import { FormatError } from '../formats/format-error'

/** Users up to this one are for training if no list defines it. */
export const LAST_TRAINING_USER = 23

/** A gesture of a recording: its events from `from` to before `to`, in microseconds. */
export interface Gesture {
  readonly label: number
  readonly from: number
  readonly to: number
}

const MAX_LINES = 10_000

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/)
  if (lines.length > MAX_LINES) throw new FormatError(`has more than ${MAX_LINES} lines`)
  return lines
}

/** Parses `class,startTime_usec,endTime_usec`, with classes from 1. @throws FormatError that names the line. */
export function parseGestures(text: string): Gesture[] {
  return linesOf(text).flatMap((line, n) => {
    if (n === 0 || line.trim() === '') return []
    const [gesture, from, to] = line.split(',').map((field) => (/^\s*\d+\s*$/.test(field) ? Number(field) : Number.NaN))
    if (!(gesture! >= 1 && gesture! <= GESTURES.length && from! < to!))
      throw new FormatError(
        `says “${line.slice(0, 60)}” in line ${n + 1}, where a class from 1 to ${GESTURES.length}, a start and a later end in microseconds would stand`,
      )
    return [{ label: gesture! - 1, from: from!, to: to! }]
  })
}

/** The recordings that a list of trials names. */
export const parseTrials = (text: string): string[] =>
  linesOf(text)
    .map((line) => line.trim())
    .filter((line) => line !== '')
