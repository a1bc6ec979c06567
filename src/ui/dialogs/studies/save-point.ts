/** A sweep point as a saved run: its curves, its test, its final potentials, and which point of which sweep it is. */
import { compactFrame } from '../../../runs/compact'
import { saveRun } from '../../../runs/store'
import { finalsOf, thumbnailOf } from '../../../runs/summary'
import { encodeLink } from '../../../share/link'
import { metricsOf } from '../../../studies/metrics'
import { droppedText, provenanceNow } from '../../state/runs/runs'
import { say } from '../../state/session/notices'
import { store } from '../../state/store/store'
import type { PointRecord, SweepNote } from './sweep'

export async function savePoint(
  { planned, meant, trained, progress, curves, tests }: PointRecord,
  { id: sweep, title }: SweepNote,
): Promise<void> {
  const { openedAs: preset } = store.getState()
  const { step, layers, values, opened, milliseconds } = trained
  const snapshot = { step, layers }
  const now = Date.now()
  const evaluations = tests.some((test) => test.step === step) ? tests : [...tests, { step, values }]
  const dropped = await saveRun(
    {
      id: progress.id,
      name: '',
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
      sweep: { id: sweep, title, point: planned.point },
    },
    { id: progress.id, curves, tests: evaluations, layers: opened.layers, frames: [compactFrame(snapshot)] },
  )
  if (dropped.length > 0) say(droppedText(dropped.length))
}
