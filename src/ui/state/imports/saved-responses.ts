/** Movies and responses that this browser keeps, and what a person does with them: learn from them, remove them. */
import { isMovies, type KeptResponses, movieShape, ownResponseShape, responseKey } from '../../../data/response/schema'
import { withEdit } from '../../../experiments/edit'
import { PRESETS } from '../../../experiments/presets'
import { errorsOf } from '../../../problem'
import { openExperiment } from '../session/edit'
import { store } from '../store/store'
import { failed, forgetFound, importer, listSets, sayDone } from './data-sets'
import { mended } from './mended'

/** A set was kept now: an experiment that learns from movies has it from now on, and the first preset that does is opened with it else. */
export async function learnFromResponses(kept: KeptResponses): Promise<void> {
  forgetFound()
  await listSets()
  const used = await withResponses(kept)
  sayDone(`${ownResponseShape(kept.data).title} is in this browser. ${used}${kept.note ? ` ${kept.note}` : ''}`)
}

/** Says what came of it, where imports do. */
export async function chooseResponses(kept: KeptResponses): Promise<void> {
  sayDone(null)
  sayDone(await withResponses(kept))
}

/** Opens what learns from a set. Undo comes back. @returns what the user should know, in a sentence. */
async function withResponses({ data }: KeptResponses): Promise<string> {
  const { draft, preset } = store.getState()
  const other = isMovies(draft.data) ? undefined : PRESETS.find(({ experiment }) => isMovies(experiment.data))
  const base = other?.experiment ?? draft
  const { movies, frames } = movieShape(data).shows.train
  const clip = Math.min('clip' in base.data ? base.data.clip : data.clip, frames)
  const batch = Math.min(base.data.batch, movies * Math.floor(frames / clip))
  const edited = withEdit(base, 'data', { ...data, clip, batch })
  if (!edited.ok) return edited.problems[0]?.message ?? 'Nothing learns from it as it is.'
  await openExperiment(mended(edited.experiment), other?.name ?? preset)
  return errorsOf(store.getState().problems).length === 0
    ? 'The experiment uses it.'
    : 'The form marks the settings that must change to use it.'
}

export async function removeResponses({ data }: KeptResponses): Promise<void> {
  sayDone(null)
  await importer.removeResponses(responseKey(data)).catch(failed)
  await listSets()
}
