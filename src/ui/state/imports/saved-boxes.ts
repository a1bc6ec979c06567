/** Recordings with boxes that this browser keeps, and what a person does with them: learn from them, remove them. */
import { boxesKey, boxesTitle, isOwnBoxes, type KeptBoxes, type OwnBoxesSpec } from '../../../data/boxes/schema'
import { isBoxed } from '../../../data/datasets/schema'
import { withEdit } from '../../../experiments/edit'
import { PRESETS } from '../../../experiments/presets'
import { errorsOf } from '../../../problem'
import { openExperiment } from '../session/edit'
import { store } from '../store/store'
import { failed, forgetFound, importer, listSets, sayDone } from './data-sets'
import { mended } from './mended'

/** A set was kept now: an experiment that finds boxes has it from now on, and the first preset that does is opened with it else. */
export async function learnFromBoxes(kept: KeptBoxes): Promise<void> {
  forgetFound()
  await listSets()
  const used = await withBoxes(kept)
  sayDone(`${boxesTitle(kept.data)} is in this browser. ${used}${kept.note ? ` ${kept.note}` : ''}`)
}

/** Says what came of it, where imports do. */
export async function chooseKeptBoxes(kept: KeptBoxes): Promise<void> {
  sayDone(null)
  sayDone(await withBoxes(kept))
}

/** Opens what learns from a set; how samples are augmented stays. Undo comes back. @returns what the user should know, in a sentence. */
async function withBoxes({ data }: KeptBoxes): Promise<string> {
  const { draft, preset } = store.getState()
  const other = isBoxed(draft.data) ? undefined : PRESETS.find(({ experiment }) => isBoxed(experiment.data))
  const base = other?.experiment ?? draft
  const { augment } = isOwnBoxes(base.data) ? base.data : data
  const batch = Math.min(base.data.batch, mostBatch(data))
  const edited = withEdit(base, 'data', { ...data, batch, ...(augment && { augment }) })
  if (!edited.ok) return edited.problems[0]?.message ?? 'Nothing learns from it as it is.'
  await openExperiment(mended(edited.experiment), other?.name ?? preset)
  return errorsOf(store.getState().problems).length === 0
    ? 'The experiment uses it.'
    : 'The form marks the settings that must change to use it.'
}

/** A detector remembers much of each pixel: of large pictures a batch has few. */
const mostBatch = ({ height, width, train }: OwnBoxesSpec): number =>
  Math.max(1, Math.min(train, Math.floor(MOST_BATCH_PIXELS / (height * width))))
const MOST_BATCH_PIXELS = 2 ** 20

export async function removeBoxes({ data }: KeptBoxes): Promise<void> {
  sayDone(null)
  await importer.removeBoxes(boxesKey(data)).catch(failed)
  await listSets()
}
