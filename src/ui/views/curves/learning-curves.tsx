/** The history of the run on one axis of training time; its cursor sets the moment that the views above show. */

import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { fixed } from '../../../format'
import { decidingOf } from '../../../studies/metrics'
import { saveCsv, savePng } from '../../base/download'
import { penOf } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { Head, Region, SaveMenu, Segments, TextButton } from '../../base/parts'
import { grownSpan } from '../../base/scale'
import { useOf, useSignal } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { cursorStep, gapAt, setCursor, takeFrames, useCursor } from '../../state/history'
import { useFonts, useFrames, useMetrics, useShownLayer } from '../../state/hooks'
import { axesOf } from '../../state/metrics'
import { catchUp } from '../../state/motion'
import { playback, playbackSpeed, playOrStopHistory, SPEEDS } from '../../state/playback'
import { useLab } from '../../state/store'
import { trainingTime } from '../../state/training-time'
import { AnalyzeDialog } from './analyze-dialog'
import { CurvesTable } from './curves-table'
import { curveRows, curvesSentence } from './curves-words'
import css from './learning-curves.module.css'
import { drawTracks } from './tracks'
import { type TracksLayout, timeAxis, tracksLayout } from './tracks-frame'

/** While the tab was hidden frames came and none was drawn: what they said is asked for again. */
function useCatchUp(): void {
  useEffect(() => {
    // A worker that is being replaced has nothing to tell.
    const listen = () => void catchUp().catch(() => {})
    document.addEventListener('visibilitychange', listen)
    return () => document.removeEventListener('visibilitychange', listen)
  }, [])
}

type Span = 'run' | 'so far'

export function CurvesPanel() {
  const layer = useShownLayer()
  const layers = useLab((state) => state.layers)
  const metrics = useMetrics()
  const [log, setLog] = useState(true)
  const [span, setSpan] = useState<Span>('so far')
  const [halfLife, setHalfLife] = useState(12)
  const [table, setTable] = useState(false)
  const [large, setLarge] = useState(false)
  const [hover, setHover] = useState<number | null>(null)
  const fonts = useFonts()
  const cursor = useCursor()
  const layout = useRef<{ place: TracksLayout; steps: number } | null>(null)
  const slider = useRef<HTMLInputElement>(null)
  useCatchUp()
  useFrames(['scalars', 'report', 'membrane'], 1000)
  takeFrames()
  const time = trainingTime()

  const ref = usePainter(
    ['scalars', 'membrane', 'report', 'state'],
    (context, area, colors) => {
      takeFrames()
      const { now, epochs, stepsPerEpoch } = trainingTime()
      const projector = document.documentElement.dataset.mode === 'projector'
      const axes = axesOf(metrics)
      const tall = gapAt(metrics) === null ? -1 : axes.findIndex(({ name }) => name === decidingOf(metrics).axis)
      const place = tracksLayout(area.width, area.height, area.unit, { projector, axes: axes.length, tall })
      const shownEpochs = span === 'run' ? epochs : grownSpan(now / stepsPerEpoch, epochs)
      const looking = cursorStep()
      const at = looking === null ? now : Math.min(now, looking)
      const axis = timeAxis(place, shownEpochs, stepsPerEpoch, now, at)
      layout.current = { place, steps: shownEpochs * stepsPerEpoch }
      const read = hover === null ? at : Math.min(now, hover)
      drawTracks(
        penOf(context, area, colors),
        place,
        axis,
        { metrics, layer, layers: layers.map((item) => item.name), log, halfLife, live: looking === null, read },
        hover,
      )
      if (slider.current) {
        slider.current.style.left = `${place.left}px`
        slider.current.style.width = `${Math.max(8, axis.x(now) - place.left)}px`
        slider.current.style.height = `${place.ruler}px`
      }
    },
    [metrics, layer, layers, log, span, halfLife, hover, fonts, cursor, table],
  )

  const stepAt = (event: PointerEvent<HTMLElement>): number | null => {
    const now = layout.current
    if (!now) return null
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - now.place.left
    return x < 0 || x > now.place.width ? null : (x / now.place.width) * now.steps
  }
  const look = (step: number | null) => {
    if (step === null) return
    const { now } = trainingTime()
    setCursor(step >= now * 0.992 ? null : Math.max(0, Math.round(step)))
  }
  const words = curvesSentence(metrics, time)

  return (
    <Region name="Learning curves" view="curves" className={css.curves}>
      <Head
        title="Learning curves"
        definition="Above the ruler is now, below it is history. The cursor sets the moment that the views above show; training continues. Train: each batch faint, with a smoothed line. Test: bold, a dot for each evaluation. Dashed, with learned skips: the same test with the softmax-weighted skips of training instead of the single skip."
      >
        {cursor !== null && <TextButton text="Back to live" act={() => setCursor(null)} />}
        <HistoryPlayer />
        <label className={viewCss.slider} title="Half-life of the smoothing, in batches kept">
          smoothing
          <input
            type="range"
            min={0}
            max={100}
            value={halfLife}
            aria-label="Smoothing"
            onChange={(event) => setHalfLife(event.currentTarget.valueAsNumber)}
          />
        </label>
        <Segments
          label="Time shown"
          value={span}
          options={[
            { value: 'run', text: 'whole run' },
            { value: 'so far', text: 'so far' },
          ]}
          choose={setSpan}
        />
        <Segments
          label="Scale of the loss"
          value={log ? 'log' : 'linear'}
          options={[
            { value: 'linear', text: 'linear' },
            { value: 'log', text: 'log' },
          ]}
          choose={(value) => setLog(value === 'log')}
        />
        <TextButton text="Analyze" title="Full size, with zoom and export" act={() => setLarge(true)} />
        <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
        <SaveMenu
          items={[
            { text: 'Picture (PNG)', act: () => savePng('learning-curves.png', ref.current) },
            { text: 'Curves (CSV)', act: () => saveCsv('learning-curves.csv', curveRows(metrics, time.stepsPerEpoch)) },
          ]}
        />
      </Head>
      {table && <CurvesTable stepsPerEpoch={time.stepsPerEpoch} layer={layer} />}
      <div
        className={viewCss.plot}
        hidden={table}
        onPointerMove={(event) => {
          const step = stepAt(event)
          setHover(step)
          if (event.buttons === 1) look(step)
        }}
        onPointerDown={(event) => look(stepAt(event))}
        onPointerLeave={() => setHover(null)}
      >
        <canvas ref={ref} role="img" aria-label={words} />
        <input
          ref={slider}
          className={viewCss.time}
          type="range"
          aria-label="Training time"
          min={0}
          max={Math.max(1, time.now)}
          step={1}
          value={cursor ?? time.now}
          aria-valuetext={cursor === null ? 'live' : `epoch ${fixed(cursor / time.stepsPerEpoch, 2)}`}
          onChange={(event) => look(event.currentTarget.valueAsNumber)}
          onKeyDown={(event) => {
            // Home is live here: the end of the time that has been.
            const by = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[event.key]
            if (event.key === 'Home') setCursor(null)
            else if (by !== undefined) look((cursor ?? time.now) + (by * time.now) / 100)
            else return
            event.preventDefault()
            event.stopPropagation()
          }}
        />
      </div>
      {large && <AnalyzeDialog stepsPerEpoch={time.stepsPerEpoch} close={() => setLarge(false)} />}
    </Region>
  )
}

/** Plays back what has been: from the cursor, or from the start. */
function HistoryPlayer() {
  const playing = useOf(playback, (speed) => speed !== null)
  const speed = useSignal(playbackSpeed)
  return (
    <span className={viewCss.player}>
      <TextButton
        text={playing ? 'Stop history' : 'Play history'}
        title={playing ? 'Stops at the moment that is shown (H)' : 'Plays the views back through training, to now (H); training continues'}
        pressed={playing}
        act={playOrStopHistory}
      />
      <select aria-label="Speed of the history" value={speed} onChange={(event) => playbackSpeed.set(Number(event.currentTarget.value))}>
        {SPEEDS.map((value) => (
          <option key={value} value={value}>
            {value} ×
          </option>
        ))}
      </select>
    </span>
  )
}
