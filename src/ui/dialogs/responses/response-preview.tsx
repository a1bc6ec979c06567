/** What a choice makes: a frame, the spikes of the first bins, how much there is of both, and what is to be known of it. */

import type { ResponsePlan } from '../../../data/import/response/plan/schema'
import { counted, fixed, grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import { type Fact, FactsTable } from '../../base/facts-table'
import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { showBin, useResponseImport } from '../../state/imports/response-import'
import { bytes } from '../../state/labels/experiment-label'
import { FrameCanvas, SpikesCanvas } from './preview-canvas'
import css from './response-wizard.module.css'

export function ResponsePreview() {
  const planned = useResponseImport((state) => state.planned)
  const unread = useResponseImport((state) => state.unread)
  if (!planned) return null
  const { plan, problem, notes } = planned
  const wrong = problem ?? unread
  return (
    <section aria-label="What comes of it">
      {wrong !== null && (
        <p role="alert" className={classesOf(controlsCss.problem, controlsCss.error)}>
          {wrong}
        </p>
      )}
      {plan && <Pictures plan={plan} />}
      {plan && <FactsTable facts={factsOf(plan)} />}
      <ul className={wizardCss.notes} aria-label="What is to be known of it">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  )
}

function Pictures({ plan }: { plan: ResponsePlan }) {
  const preview = useResponseImport((state) => state.preview)
  const chosen = useResponseImport((state) => state.at)
  const at = Math.min(chosen, plan.train.bins - 1)
  const words = `bin ${grouped(at + 1)} of ${grouped(plan.train.bins)}`
  const bin = plan.data.binMs
  const mean = preview ? preview.rates.reduce((a, b) => a + b, 0) / Math.max(1, preview.rates.length) : 0
  return (
    <>
      <label className={wizardCss.slider}>
        <input
          type="range"
          min={0}
          max={plan.train.bins - 1}
          value={at}
          aria-label="Bin whose frame is shown"
          aria-valuetext={words}
          onChange={({ currentTarget }) => showBin(currentTarget.valueAsNumber)}
        />
        <output>{words}</output>
      </label>
      <div className={css.pictures}>
        <figure>
          <FrameCanvas preview={preview} label={`Frame of the first training movie, ${words}`} />
          <figcaption>
            The frame, {plan.width} × {plan.height} pixels
          </figcaption>
        </figure>
        <figure className={css.spikes}>
          <SpikesCanvas
            preview={preview}
            label={
              preview
                ? `Responses of ${counted(preview.cells, 'cell')} in the first ${counted(preview.bins, 'bin')}, first trial: ${rateWords(mean, bin)} on average`
                : 'Responses'
            }
          />
          <figcaption>
            {preview
              ? `First trial, ${counted(preview.cells, 'cell')}, ${secondsOf(preview.bins * bin)}. ${rateWords(mean, bin)} on average`
              : 'Responses'}
          </figcaption>
        </figure>
      </div>
    </>
  )
}

const rateWords = (perBin: number, bin: number): string => `${fixed(perBin, 3)} spikes a bin, ${fixed((1000 * perBin) / bin, 1)} Hz`
const secondsOf = (ms: number): string => (ms < 1000 ? `${fixed(ms, 0)} ms` : `${fixed(ms / 1000, 1)} s`)

function factsOf(plan: ResponsePlan): Fact[] {
  const { data, bytes: room, hold, averaged, train, test, cells } = plan
  const part = ({ movies, bins, trials }: ResponsePlan['train']) =>
    `${movies.length === 1 ? 'a movie' : `${grouped(movies.length)} movies`} of ${counted(bins, 'bin')} (${secondsOf(bins * data.binMs)}), ${counted(trials, 'trial')}`
  const frame = hold > 1 ? `, ${grouped(hold)} bins each` : averaged > 1 ? `, ${grouped(averaged)} to a bin` : ', one a bin'
  return [
    { name: 'Training', term: 'halves', value: part(train) },
    { name: 'Test', term: 'halves', value: part(test) },
    { name: 'Frames', term: 'movieCut', value: `${plan.width} × ${plan.height} pixels${frame}` },
    { name: 'Cells', term: null, value: grouped(cells.length) },
    { name: 'Bin', term: 'responseBin', value: `${fixed(data.binMs, data.binMs < 10 ? 2 : 1)} ms` },
    { name: 'Kept in this browser', term: 'keptSet', value: bytes(room.kept) },
    { name: 'In memory', term: null, value: bytes(room.held) },
  ]
}
