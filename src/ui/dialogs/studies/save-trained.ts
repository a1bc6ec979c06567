/** A run of a sweep or a comparison as a saved run: its curves, its test, its final potentials, and where it belongs. */
import { compactFrame } from '../../../runs/compact'
import type { RunSummary } from '../../../runs/record'
import { saveRun } from '../../../runs/store'
import { finalsOf, thumbnailOf } from '../../../runs/summary'
import { encodeLink } from '../../../share/link'
import { metricsOf } from '../../../studies/metrics'
import { evaluationsOf, type TrainedRecord } from '../../state/runs/in-turn'
import { droppedText, provenanceNow } from '../../state/runs/runs'
import { say } from '../../state/session/notices'
import { store } from '../../state/store/store'
import type { PointRecord, SweepNote } from './sweep'

export const savePoint = (record: PointRecord, { id, title }: SweepNote): Promise<void> =>
  saveTrained(record, { name: '', sweep: { id, title, point: record.planned.point } })

/** A run of a comparison has the name of its variant, T and seed. */
export const saveCompared = (record: TrainedRecord, name: string): Promise<void> => saveTrained(record, { name, sweep: null })

async function saveTrained(record: TrainedRecord, { name, sweep }: Pick<RunSummary, 'name' | 'sweep'>): Promise<void> {
  const { meant, trained, progress, curves } = record
  const { openedAs: preset } = store.getState()
  const { step, layers, opened, milliseconds } = trained
  const snapshot = { step, layers }
  const now = Date.now()
  const evaluations = evaluationsOf(record)
  const dropped = await saveRun(
    {
      id: progress.id,
      name,
      note: '',
      tags: [],
      started: now - milliseconds,
      updated: now,
      experiment: meant,
      preset,
      link: await encodeLink(meant, {}, preset),
      provenance: provenanceNow(),
      state: step < opened.totalSteps ? 'unfinished' : 'finished',
      error: null,
      step,
      totalSteps: opened.totalSteps,
      stepsPerEpoch: opened.stepsPerEpoch,
      elapsedMs: progress.elapsedMs,
      finals: finalsOf(metricsOf(meant), curves, evaluations, snapshot),
      thumbnail: thumbnailOf(curves, snapshot),
      byteLength: 0,
      sweep,
    },
    { id: progress.id, curves, tests: evaluations, layers: opened.layers, frames: [compactFrame(snapshot)] },
  )
  if (dropped.length > 0) say(droppedText(dropped.length))
}
