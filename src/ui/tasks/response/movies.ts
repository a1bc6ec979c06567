/** Which movies an experiment is tested with, and how long they are. Pure. */
import { isRetina, retinaShape } from '../../../data/retina/schema'
import type { Experiment } from '../../../experiments/schema'
import type { Movies } from './looking'

export function moviesOf({ data }: Experiment): Movies {
  if (!isRetina(data)) return {}
  const { test, long } = retinaShape(data).shows
  return { test: test.frames, long: long.frames }
}
