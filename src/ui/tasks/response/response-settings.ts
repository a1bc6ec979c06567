/** The user's choice of cell or trial, movie, window and samples, shared by all tabs. */

import { useMemo, useState } from 'react'
import type { Experiment } from '../../../experiments/schema'
import type { ResponsePart, Trials } from '../../../tasks/response/detail'
import { showsOf } from '../../../tasks/response/schema'
import type { MovieWindow } from './movie-window'
import type { RasterSelection } from './raster-rows'

interface SettingsState extends RasterSelection, MovieWindow {
  readonly part: ResponsePart
  /** The seed of the samples that are drawn. */
  readonly seed: number
  /** Whether the true rates and the slow variable of a simulated retina are overlaid. */
  readonly truth: boolean
  readonly slow: boolean
}

export type Movies = Readonly<Partial<Record<ResponsePart, number | undefined>>>

/** The movies on which an experiment is evaluated while it trains, and their lengths. */
export function moviesOf(experiment: Experiment): Movies {
  if (experiment.task !== 'response') return {}
  const { validation, test, long } = showsOf(experiment)
  if (validation) return { validation: validation.frames }
  return { test: test.frames, ...(long && { long: long.frames }) }
}

export interface ResponseSettings {
  readonly state: SettingsState
  readonly change: (part: Partial<SettingsState>) => void
  /** The number of bins of each available movie, where its length is known. */
  readonly movies: Movies
  /** The selection, clamped to the available cells and trials. */
  readonly selected: (trials: Pick<Trials, 'cells' | 'data'>) => RasterSelection
}

const START: SettingsState = { by: 'cell', cell: 0, trial: 0, part: 'test', from: 0, bins: 300, seed: 1, truth: false, slow: false }

export function useResponseSettings(movies: Movies): ResponseSettings {
  const [state, setState] = useState(START)
  return useMemo(
    () => ({
      // Another experiment may have no long movie.
      state: { ...state, part: state.part in movies ? state.part : ((Object.keys(movies)[0] as ResponsePart | undefined) ?? START.part) },
      movies,
      change: (part) => setState((before) => ({ ...before, ...part })),
      selected: ({ cells, data }) => ({
        by: state.by,
        cell: Math.min(state.cell, cells.length - 1),
        trial: Math.min(state.trial, data.trials - 1),
      }),
    }),
    [state, movies],
  )
}
