/** A preview of the choice: a frame, the spikes of the first bins, the sizes of both, and notes. */

import { useMemo } from 'react'
import { planFor, type ResponsePlan } from '../../../../../data/import/response/plan/schema'
import type { ResponsePreview as Preview, ResponseChoice, ResponsesFound } from '../../../../../data/import/response/schema'
import { counted, fixed, grouped } from '../../../../../format'
import { type Fact, FactsTable } from '../../../../base/facts-table'
import { bytes } from '../../../../state/labels/experiment-label'
import { type ImportProps, Notes, Refusal, ShownSlider } from '../import'
import { FrameCanvas, SpikesCanvas } from './preview-canvas'
import css from './response-import.module.css'

export interface ResponseShown {
  /** The index of the reading: one of the ways to interpret the files. */
  readonly reading: number
  /** The recording whose arrays are shown. */
  readonly recording: number
  /** The bin whose frame is shown. */
  readonly at: number
}

export type ResponseProps = ImportProps<ResponsesFound, ResponseChoice, ResponseShown, Preview, never>

export function ResponseSample(props: ResponseProps) {
  const { found, choice, unread } = props
  const { plan, problem, notes } = useMemo(() => planFor(found, choice), [found, choice])
  return (
    <section aria-label="What comes of it">
      <Refusal text={problem ?? unread} />
      {plan && <Samples {...props} plan={plan} />}
      {plan && <FactsTable facts={factsOf(plan)} />}
      <Notes label="What is to be known of it" lines={notes} />
    </section>
  )
}

function Samples({ plan, shown, preview, show }: ResponseProps & { readonly plan: ResponsePlan }) {
  const at = Math.min(shown.at, plan.train.bins - 1)
  const label = `bin ${grouped(at + 1)} of ${grouped(plan.train.bins)}`
  const bin = plan.data.binMs
  const mean = preview ? preview.rates.reduce((a, b) => a + b, 0) / Math.max(1, preview.rates.length) : 0
  return (
    <>
      <ShownSlider label="Bin whose frame is shown" text={label} max={plan.train.bins - 1} value={at} change={(at) => show({ at })} />
      <div className={css.samples}>
        <figure>
          <FrameCanvas preview={preview} label={`Frame of the first training movie, ${label}`} />
          <figcaption>
            The frame, {plan.width} × {plan.height} pixels
          </figcaption>
        </figure>
        <figure className={css.spikes}>
          <SpikesCanvas
            preview={preview}
            label={
              preview
                ? `Responses of ${counted(preview.cells, 'cell')} in the first ${counted(preview.bins, 'bin')}, first trial: ${rateLabel(mean, bin)} on average`
                : 'Responses'
            }
          />
          <figcaption>
            {preview
              ? `First trial, ${counted(preview.cells, 'cell')}, ${secondsOf(preview.bins * bin)}. ${rateLabel(mean, bin)} on average`
              : 'Responses'}
          </figcaption>
        </figure>
      </div>
    </>
  )
}

const rateLabel = (perBin: number, bin: number): string => `${fixed(perBin, 3)} spikes a bin, ${fixed((1000 * perBin) / bin, 1)} Hz`
const secondsOf = (ms: number): string => (ms < 1000 ? `${fixed(ms, 0)} ms` : `${fixed(ms / 1000, 1)} s`)

function factsOf(plan: ResponsePlan): Fact[] {
  const { data, bytes: size, hold, averaged, train, test, cells } = plan
  const part = ({ movies, bins, trials }: ResponsePlan['train']) =>
    `${movies.length === 1 ? 'a movie' : `${grouped(movies.length)} movies`} of ${counted(bins, 'bin')} (${secondsOf(bins * data.binMs)}), ${counted(trials, 'trial')}`
  const frame = hold > 1 ? `, ${grouped(hold)} bins each` : averaged > 1 ? `, ${grouped(averaged)} to a bin` : ', one a bin'
  return [
    { name: 'Training', term: 'halves', value: part(train) },
    { name: 'Test', term: 'halves', value: part(test) },
    { name: 'Frames', term: 'movieCut', value: `${plan.width} × ${plan.height} pixels${frame}` },
    { name: 'Cells', term: null, value: grouped(cells.length) },
    { name: 'Bin', term: 'responseBin', value: `${fixed(data.binMs, data.binMs < 10 ? 2 : 1)} ms` },
    { name: 'Saved in this browser', term: 'keptSet', value: bytes(size.kept) },
    { name: 'In memory', term: null, value: bytes(size.held) },
  ]
}
