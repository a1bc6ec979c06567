/** The receptive field of a cell: the average stimulus before its recorded spikes, and the gradient of the model's output, as movies. */

import { useEffect, useRef, useState } from 'react'
import type { Fields } from '../../../tasks/response/detail'
import { classesOf } from '../../base/classes'
import { diverging, divergingGradient } from '../../base/diverging'
import { LiveText } from '../../base/live-text'
import { rgb } from '../../base/magnitude'
import { useSettled } from '../../base/signal'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { ColorScale } from '../../shared/color-scale'
import { createPlayhead, type Playhead, seek } from '../../shared/playhead'
import { Transport } from '../../shared/transport'
import { type Answered, useAsked } from '../../shared/use-asked'
import { useTimeActs } from '../../shared/use-time-acts'
import { useLab } from '../../state/store/store'
import { CellChoice } from './cell-choice'
import { fieldRows, fieldsSentence, fieldsTable, lagLabel, lagOf, likenessText, peakOf } from './fields'
import { drawFields, fieldsHeight, frameUnder } from './fields-chart'
import { binMsOf, msText } from './movie-window'
import { askFields } from './questions'
import css from './response.module.css'

/** The shortest interval between two requests, each of which needs a backward pass. */
const INTERVAL_MS = 5000
/** A movie has few frames, so it loops slowly. */
const PLAYS = { loops: true, rate: 8 }

interface Props {
  readonly cell: number
  readonly choose: (cell: number) => void
}

export function FieldsTab({ cell, choose }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const names = useLab((state) => state.outputNames)
  const { now, refusal } = useAsked({ host, ask: () => askFields({ cell }), question: `fields ${cell}`, intervalMs: INTERVAL_MS })
  return (
    <div ref={host}>
      <div className={classesOf(inspectorCss.row, css.choices)}>
        <CellChoice what="cell" names={names} chosen={cell} choose={choose} />
      </div>
      {refusal && <p className={controlsCss.problem}>{refusal}</p>}
      {now ? (
        <FieldsView now={now} name={names[now.answer.cell] ?? `cell ${now.answer.cell}`} />
      ) : (
        !refusal && <p className={controlsCss.muted}>Waiting for the network.</p>
      )}
    </div>
  )
}

function FieldsView({ now: { answer: fields, batch }, name }: { readonly now: Answered<Fields>; readonly name: string }) {
  const head = useFieldHead(fields)
  const dark = useLab((state) => state.theme) === 'dark'
  const { frames } = fields
  const ms = useLab(binMsOf)
  const frame = useSettled(head.at)
  const size = useRef({ width: 0, unit: 1 })
  const { onKeyDown } = useTimeActs({ place: useRef(null), bins: frames, head, plays: PLAYS })
  return (
    <>
      <div className={classesOf(inspectorCss.row, css.choices)}>
        <Transport head={head} bins={frames} what="field" step="a frame" plays={PLAYS} />
        <LiveText content={() => lagSentence(fields, Math.min(head.at.get(), frames - 1), ms)} on={[head.at]} />
      </div>
      <Chart
        title="Receptive field"
        term="spikeTriggeredAverage"
        help="Spike-triggered average: the mean of the frames before each recorded spike, less the mean frame. Gradient: how the model's output of this cell changes with each pixel of the frames before, a mean over the pinned test clips. In orange brighter, in blue darker pixels go with more spikes."
        file={`receptive-field-${name.replaceAll(' ', '-')}`}
        draw={(pen) => {
          if (!pen.area.figure) size.current = { width: pen.area.width, unit: pen.r }
          drawFields(pen, fields, Math.min(head.at.get(), frames - 1))
        }}
        inputs={[fields, dark]}
        signals={[head.at]}
        sentence={`${fieldsSentence(fields, name)} Shown large: ${lagLabel(fields, Math.min(frame, frames - 1))}. Arrow keys choose a frame, Space plays.`}
        table={() => fieldsTable(fields, name)}
        files={[{ text: 'Receptive field', name: `receptive-field-${name.replaceAll(' ', '-')}`, rows: () => fieldRows(fields) }]}
        figure={{
          scope: `${name}, large: ${lagLabel(fields, head.at.get())} bins of ${msText(ms)}; each movie on its own scale`,
          keys: (_, darkFigure) => [
            {
              mark: { colors: (part) => rgb(diverging(2 * part - 1, darkFigure)), low: 'darker', high: 'brighter' },
              label: 'with more spikes',
            },
          ],
          height: (width) => fieldsHeight(fields, width),
          step: batch,
        }}
        height={(width) => fieldsHeight(fields, width)}
        acts={{
          onPointerDown: (event) => {
            const box = event.currentTarget.getBoundingClientRect()
            const { width, unit } = size.current
            const under = frameUnder(fields, width, unit, event.clientX - box.left, event.clientY - box.top)
            if (under !== null) seek(head, under, frames)
          },
          ...(onKeyDown && { onKeyDown }),
        }}
      >
        <p className={inspectorCss.legend}>
          <ColorScale low="darker" high="brighter" colors={divergingGradient(dark)} />
        </p>
        <p className={chartCss.caption}>All frames of a movie are on one scale. {likenessText(fields)}</p>
      </Chart>
    </>
  )
}

function lagSentence(fields: Fields, frame: number, ms: number): string {
  const lag = lagOf(fields, frame)
  return lag === 0 ? 'the bin of the spike' : `${lag} ${lag === 1 ? 'bin' : 'bins'} (${msText(lag * ms)}) before`
}

/** A playhead that starts at the frame with the largest value. */
function useFieldHead(fields: Fields): Playhead {
  const [head] = useState(() => {
    const made = createPlayhead()
    made.at.set(peakOf(fields, 'average').frame)
    return made
  })
  useEffect(() => () => head.playing.set(null), [head])
  return head
}
