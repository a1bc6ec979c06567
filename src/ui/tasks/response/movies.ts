/** The movies on which an experiment is tested, and their lengths. Pure. */
import { isMovies, movieShape } from '../../../data/response/schema'
import type { Experiment } from '../../../experiments/schema'
import type { Movies } from './response-settings'

export function moviesOf({ data }: Experiment): Movies {
  if (!isMovies(data)) return {}
  const { test, long } = movieShape(data).shows
  return { test: test.frames, ...(long && { long: long.frames }) }
}
