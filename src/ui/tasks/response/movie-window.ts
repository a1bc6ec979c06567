/** The visible window of bins of a movie. Pure. */
import { isMovies, movieShape } from '../../../data/response/schema'
import type { Experiment } from '../../../experiments/schema'
import { grouped } from '../../../format'

/** A range of bins that starts at `from`, counted from 0. */
export interface MovieWindow {
  readonly from: number
  readonly bins: number
}

export const LENGTHS = [60, 120, 300, 600, 1800] as const

/** Clamps a window to the movie. @param total the number of its bins, if known. */
export function within({ from, bins }: MovieWindow, total: number | undefined): MovieWindow {
  const length = Math.min(bins, total ?? bins)
  return { from: Math.max(0, Math.min(from, (total ?? Number.POSITIVE_INFINITY) - length)), bins: length }
}

/** Moves a window by a multiple of its length. */
export const turned = (window: MovieWindow, by: number, total: number | undefined): MovieWindow =>
  within({ ...window, from: window.from + by * window.bins }, total)

/** The duration of a bin of the open experiment, in milliseconds. */
export const binMsOf = ({ open: { data } }: { readonly open: Pick<Experiment, 'data'> }): number =>
  isMovies(data) ? movieShape(data).binMs : 0

/** "33.3 ms" */
export const msText = (ms: number): string => `${ms >= 1000 ? grouped(ms) : Number(ms.toPrecision(3))} ms`

/** "bins 301–600", counted from 1. */
export const windowLabel = ({ from, bins }: MovieWindow): string => `bins ${grouped(from + 1)}–${grouped(from + bins)}`
