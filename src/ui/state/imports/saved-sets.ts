/** Uses or removes sets saved in this browser: movies with responses, and recordings with boxes. */
import { boxesKey, boxesTitle, isOwnBoxes, type StoredBoxes } from '../../../data/boxes/schema'
import { isBoxed } from '../../../data/datasets/schema'
import { isMovies, movieShape, ownResponseShape, responseKey, type StoredResponses } from '../../../data/response/schema'
import { check } from '../../../experiments/check'
import { withEdit } from '../../../experiments/edit'
import { PRESETS } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf } from '../../../problem'
import { showDialog } from '../selection/select'
import { openExperiment } from '../session/edit'
import { store } from '../store/store'
import { failed, forgetFound, importer, listSets, sayDone } from './data-sets'

interface SetKind<Kept> {
  readonly title: (kept: Kept) => string
  /** Whether an experiment's data are of this kind. */
  readonly fits: (data: Experiment['data']) => boolean
  /** The data of an experiment with the given set; `before` is its previous data. */
  readonly dataFor: (kept: Kept, before: Experiment['data']) => object
  /** Whether the set has a validation part of its own, which the experiment then uses. */
  readonly holdsOut: (kept: Kept) => boolean
  readonly remove: (kept: Kept) => Promise<void>
}

function savedSets<Kept extends { readonly note?: string | undefined }>({ title, fits, dataFor, holdsOut, remove }: SetKind<Kept>) {
  /** Opens an experiment that learns from the set; undo returns to the previous one. @returns a sentence for the user */
  async function use(kept: Kept): Promise<string> {
    const { draft, preset } = store.getState()
    const other = fits(draft.data) ? undefined : PRESETS.find(({ experiment }) => fits(experiment.data))
    const base = other?.experiment ?? draft
    const given = withEdit(base, 'data', dataFor(kept, base.data))
    const edited = given.ok && holdsOut(kept) ? withEdit(given.experiment, 'validation', { kind: 'own' }) : given
    if (!edited.ok) return edited.problems[0]?.message ?? 'Nothing learns from it as it is.'
    await openExperiment(withRemedies(edited.experiment), other?.name ?? preset)
    return errorsOf(store.getState().problems).length === 0
      ? `The experiment uses it${holdsOut(kept) ? ', and its validation part to choose by' : ''}.`
      : 'The form marks the settings that must change to use it.'
  }
  return {
    /** Uses a newly saved set in the open experiment, or in the first preset that can. */
    async learn(kept: Kept): Promise<void> {
      showDialog('data')
      forgetFound()
      await listSets()
      const used = await use(kept)
      sayDone(`${title(kept)} is in this browser. ${used}${kept.note ? ` ${kept.note}` : ''}`)
    },
    /** Reports the result where imports report theirs. */
    async choose(kept: Kept): Promise<void> {
      sayDone(null)
      sayDone(await use(kept))
    },
    async remove(kept: Kept): Promise<void> {
      sayDone(null)
      await remove(kept).catch(failed)
      await listSets()
    },
  }
}

export const savedResponses = savedSets<StoredResponses>({
  title: ({ data }) => ownResponseShape(data).title,
  fits: isMovies,
  dataFor({ data }, before) {
    const { movies, frames } = movieShape(data).shows.train
    const clip = Math.min('clip' in before ? before.clip : data.clip, frames)
    return { ...data, clip, batch: Math.min(before.batch, movies * Math.floor(frames / clip)) }
  },
  holdsOut: () => false,
  remove: ({ data }) => importer.removeResponses(responseKey(data)),
})

/** A detector stores many values per pixel, so the batch size is limited by the size of the images. */
const MAX_BATCH_PIXELS = 2 ** 20

export const savedBoxes = savedSets<StoredBoxes>({
  title: ({ data }) => boxesTitle(data),
  fits: isBoxed,
  dataFor({ data }, before) {
    // The experiment keeps its augmentation.
    const { augment } = isOwnBoxes(before) ? before : data
    const max = Math.max(1, Math.min(data.train, Math.floor(MAX_BATCH_PIXELS / (data.height * data.width))))
    return { ...data, batch: Math.min(before.batch, max), ...(augment && { augment }) }
  },
  holdsOut: ({ data }) => data.validation !== undefined,
  remove: ({ data }) => importer.removeBoxes(boxesKey(data)),
})

/** Applies the first available remedy, until there is no error with a remedy left, at most MAX_REMEDIES times. */
function withRemedies(experiment: Experiment): Experiment {
  let now = experiment
  for (let n = 0; n < MAX_REMEDIES; n++) {
    const remedy = errorsOf(check(now)).find((problem) => problem.remedy)?.remedy
    const edited = remedy && withEdit(now, remedy.path, remedy.value)
    if (!edited?.ok) return now
    now = edited.experiment
  }
  return now
}
const MAX_REMEDIES = 5
