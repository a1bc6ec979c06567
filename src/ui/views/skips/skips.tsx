/** The skip lengths of a recurrent layer, if they are learned: the softmax against training time, with the skip that evaluation uses. */

import { type PointerEvent, type RefObject, useRef, useState } from 'react'
import { fixed, percent, significant } from '../../../format'
import { recurrenceOf } from '../../../neurons/recurrent-lif/schema'
import type { SpanReading } from '../../../readings/membrane'
import { DataTable } from '../../base/data-table'
import { saveCsv } from '../../base/download'
import { penOf } from '../../base/draw'
import { figureItem } from '../../base/figure'
import { usePainter } from '../../base/paint'
import { Head, Region, SaveMenu, TextButton } from '../../base/parts'
import { grownSpan } from '../../base/scale'
import type { Series } from '../../base/series'
import viewCss from '../../base/style/view.module.css'
import { ScaleBar } from '../../shared/color-scale'
import { NotMeasured } from '../../shared/layer-table'
import { type DrawnTime, laySlider, TimePlot, trainingStepAt } from '../../shared/time-plot'
import { SNAPSHOT_TEXTS, useShowing } from '../../state/labels/snapshot-label'
import { useFonts, useFrames, useShownLayer } from '../../state/session/frame-hooks'
import { cursorStep, history, PROBABILITIES, SPAN, takeFrames, useCursor } from '../../state/session/history'
import { trainingTime } from '../../state/session/training-time'
import { useLab } from '../../state/store/store'
import css from './skips.module.css'
import { drawSkips, minShown, skipsAt, skipsFigure, skipsIn, skipsPlace, skipsText, topSkips } from './skips-chart'

/** Rows of the table. */
const MAX_ROWS = 5

/** The series of the selected layer, or of the first layer that has one. */
const seriesOf = (layer: string | null): [name: string, series: Series] | undefined =>
  [...history.spans].find(([name]) => name === layer) ?? [...history.spans][0]

export function SkipsPanel() {
  const layer = useShownLayer()
  const cursor = useCursor()
  const [hover, setHover] = useState<number | null>(null)
  const [table, setTable] = useState(false)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  useFrames(['membrane', 'state'], 500)
  takeFrames()
  const time = trainingTime()
  const found = seriesOf(layer)
  const shown = found ? skipsAt(found[1], hover ?? cursor ?? time.now) : null
  const recurrence = recurrenceOf(useLab(({ open }) => open.network))
  const shared = recurrence?.kind === 'adaptive' && recurrence.sharedBy === 'network'
  const name = shared ? 'all layers' : (found?.[0] ?? layer)
  return (
    <Region className={css.skips}>
      <Head drawn={{ skip: 'skip', epoch: 'batch' }} definition="The line is the most probable skip." context={<b>{name}</b>}>
        <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
        {found && (
          <SaveMenu
            compact
            items={[
              ...(table ? [] : [figureItem(() => skipsFigure(canvas.current, name ?? '', found[1]))]),
              { text: 'Skip lengths (CSV)', act: () => saveCsv('spans.csv', skipRows(time.stepsPerEpoch)) },
            ]}
          />
        )}
      </Head>
      {found ? (
        <>
          <p className={css.words}>{skipsText(shown)}</p>
          {table ? (
            shown && <SkipTable shown={shown} />
          ) : (
            <>
              <p className={viewCss.note}>
                {percent(minShown(skipsIn(found[1])), 1)}
                <ScaleBar from={0} />
                {percent(1, 0)}, log
              </p>
              <SkipPlot
                layer={layer}
                name={name}
                spans={skipsIn(found[1])}
                shown={shown}
                hover={hover}
                setHover={setHover}
                canvas={canvas}
              />
            </>
          )}
        </>
      ) : (
        <NotMeasured />
      )}
    </Region>
  )
}

interface PlotProps {
  readonly layer: string | null
  /** The name of the layer whose skip lengths are drawn. */
  readonly name: string | null
  /** The longest skip. */
  readonly spans: number
  /** Null if nothing has been measured. */
  readonly shown: SpanReading | null
  /** The training step under the pointer. */
  readonly hover: number | null
  readonly setHover: (step: number | null) => void
  readonly canvas: RefObject<HTMLCanvasElement | null>
}

function SkipPlot({ layer, name, spans, shown, hover, setHover, canvas }: PlotProps) {
  const fonts = useFonts()
  const cursor = useCursor()
  const { now } = SNAPSHOT_TEXTS[useShowing()]
  const drawn = useRef<DrawnTime | null>(null)
  const slider = useRef<HTMLInputElement>(null)
  const time = trainingTime()
  const ref = usePainter(
    ['membrane', 'state'],
    (context, area, colors) => {
      takeFrames()
      const series = seriesOf(layer)?.[1]
      if (!series) return
      const { now, epochs, stepsPerEpoch } = trainingTime()
      const place = skipsPlace(area.width, area.height, area.unit)
      const view = { epochs: grownSpan(now / stepsPerEpoch, epochs), stepsPerEpoch, now, at: cursorStep(), hover }
      drawn.current = { left: place.left, width: place.width, steps: view.epochs * stepsPerEpoch }
      drawSkips(penOf(context, area, colors), series, place, view)
      if (slider.current) laySlider(slider.current, drawn.current, place.top + place.height)
    },
    [layer, hover, cursor, fonts],
    [],
    canvas,
  )
  const stepAt = (event: PointerEvent<HTMLElement>): number | null => {
    const step = drawn.current && trainingStepAt(event, drawn.current)
    return step !== null && step > time.now ? null : step
  }
  const words = skipsText(shown)
  return (
    <TimePlot
      label="Training time of the skips"
      valueText={`${cursor === null ? now : `epoch ${fixed(cursor / time.stepsPerEpoch, 2)}`}: ${words}`}
      slider={slider}
      stepAt={stepAt}
      hover={setHover}
      least={0}
    >
      <canvas
        ref={ref}
        role="img"
        aria-label={`Softmax over the skips 1 to ${spans} of ${name} against training time. ${cursor === null ? 'Now' : 'At the cursor'}: ${words}.`}
      />
    </TimePlot>
  )
}

function SkipTable({ shown }: { shown: SpanReading }) {
  return (
    <DataTable
      label="The most probable skips"
      caption={`The ${Math.min(MAX_ROWS, shown.probabilities.length)} most probable of ${shown.probabilities.length}, at temperature ${significant(shown.temperature)}`}
      rows={topSkips(shown, MAX_ROWS)}
      keyOf={({ span }) => span}
      on={({ span }) => span === shown.span}
      columns={[
        { head: 'skip, steps', term: 'skip', cell: ({ span }) => span },
        { head: 'p', term: 'softSkips', cell: ({ probability }) => fixed(probability, 4) },
      ]}
    />
  )
}

function skipRows(stepsPerEpoch: number): (string | number)[][] {
  const rows: (string | number)[][] = [['layer', 'step', 'epoch', 'temperature', 'mostProbable', 'span', 'probability']]
  for (const [layer, { count, width, x, data }] of history.spans)
    for (let row = 0; row < count; row++)
      for (let span = 1; span <= width - PROBABILITIES; span++) {
        const at = row * width
        const common = [layer, x[row]!, x[row]! / stepsPerEpoch, data[at + SPAN.temperature]!, data[at + SPAN.span]!]
        rows.push([...common, span, data[at + PROBABILITIES + span - 1]!])
      }
  return rows
}
