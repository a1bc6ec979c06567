/** The history of the run on one axis of training time; its cursor selects the snapshot that the views above show. */

import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import type { Metric } from '../../../readings/metrics'
import { lowered } from '../../../studies/metrics'
import { classesOf } from '../../base/classes'
import { saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import type { DrawnTerms } from '../../base/glossary'
import { laterPart } from '../../base/later'
import { Head, Region, SaveMenu, TextButton } from '../../base/parts'
import { Select } from '../../base/select'
import { HALF_LIFE } from '../../base/series'
import { useOf, useSignal } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { PlotRoom } from '../../shared/plot'
import { axesOf, fewOf } from '../../state/labels/metric-labels'
import { SNAPSHOT_TEXTS, useShowing } from '../../state/labels/snapshot-label'
import { timeUnitOf } from '../../state/labels/time-label'
import { type ComparisonRun, comparisonRun } from '../../state/selection/curve-overlay'
import { pinned, unpin } from '../../state/selection/pinned'
import { hasMembranes, useFrames, useMetrics, useShownLayer } from '../../state/session/frame-hooks'
import { setCursor, takeFrames, useCursor } from '../../state/session/history'
import { catchUp } from '../../state/session/motion'
import { playback, playbackSpeed, playOrStopHistory, SPEEDS } from '../../state/session/playback'
import { trainingTime } from '../../state/session/training-time'
import { useHidden, useLab } from '../../state/store/store'
import { marksOf } from './change-marks'
import { curveRows, curvesSentence } from './curves-text'
import css from './learning-curves.module.css'
import { TracksPlot } from './tracks-plot'
import { type TracksLook, TracksTools } from './tracks-tools'
import { useTracks } from './use-tracks'

const CurvesTable = laterPart(async () => (await import('./curves-table')).CurvesTable, PlotRoom)
const ZoomDialog = lazy(async () => ({ default: (await import('./zoom-dialog')).ZoomDialog }))

/** Frames that arrived while the tab was hidden were not drawn, so their data are requested again. */
function useCatchUp(): void {
  useEffect(() => {
    // A worker that is being replaced does not answer.
    const listen = () => void catchUp().catch(() => {})
    document.addEventListener('visibilitychange', listen)
    return () => document.removeEventListener('visibilitychange', listen)
  }, [])
}

const IN_EPOCHS: DrawnTerms = { 'Training time': 'batch', epoch: 'batch' }
const IN_STEPS: DrawnTerms = { 'Training time': 'batch', 'environment steps': 'episode' }
/** The drift of a layer that fires. */
const IN_DRIFT: DrawnTerms = { threshold: 'threshold', 'upper edge': 'window', 'lower edge': 'window', width: 'window' }

const comparisonText = ({ title, step, totalSteps, waits }: ComparisonRun, now: number): string =>
  `${title} trains in turn: step ${step} of ${totalSteps}${waits && step < now ? ', catching up' : ''}.`

/** The titles of metrics that share a track with another one, whose title names it. */
const inTracks = (metrics: readonly Metric[]): DrawnTerms =>
  Object.fromEntries(
    axesOf(metrics).flatMap(({ title: named, train, evaluated }) =>
      [...train, ...evaluated].filter(({ title }) => title !== named).map(({ title, term }) => [lowered(title), term]),
    ),
  )

/** With more tracks of metrics than this, the view is higher and the page scrolls. */
const FEW = 4

export function CurvesPanel() {
  const layer = useShownLayer()
  const all = useMetrics()
  const few = useHidden('more-curves')
  const metrics = useMemo(() => (few ? fewOf(all) : all), [few, all])
  const potentials = useLab(hasMembranes) && !few
  const [look, setLook] = useState<TracksLook>({ log: true, span: 'so far', halfLife: HALF_LIFE })
  const [table, setTable] = useState(false)
  const [large, setLarge] = useState(false)
  const cursor = useCursor()
  const open = useLab((state) => state.open)
  const spiking = useLab(({ layers }) => layers.some(({ name, threshold }) => name === layer && threshold !== undefined))
  const marks = useMemo(() => marksOf(open), [open])
  const pin = useSignal(pinned)
  const comparison = useSignal(comparisonRun)
  const showing = useShowing()
  useCatchUp()
  useFrames(['scalars', 'report', 'membrane'], 1000)
  takeFrames()
  const time = trainingTime()
  const tracks = useTracks(layer, metrics, potentials, look, table)
  const words = curvesSentence(metrics, time, marks, pin?.curves)

  return (
    <Region className={classesOf(css.curves, axesOf(metrics).length > FEW && css.many)}>
      <Head
        drawn={{ ...(timeUnitOf(open).inEpoch > 1 ? IN_STEPS : IN_EPOCHS), ...inTracks(metrics), ...(spiking && potentials && IN_DRIFT) }}
        definition="Above the ruler is now, below it is history. The cursor selects the snapshot that the views above show. Train: each batch faint, with a smoothed line. Test: bold, a dot for each evaluation. Dashed, with learned skips: the same test with the softmax-weighted skips of training instead of the single skip. A triangle on the ruler with a dashed line: settings were changed there while it trained; point at it to read which."
      >
        {comparison && (
          <TextButton
            text="Stop A"
            label={`Stop A, ${comparison.title}`}
            title={`${comparisonText(comparison, time.now)} Takes it away`}
            act={unpin}
          />
        )}
        {cursor !== null && <TextButton text={SNAPSHOT_TEXTS[showing].back} act={() => setCursor(null)} />}
        <HistoryPlayer />
        <TracksTools look={look} change={(part) => setLook((before) => ({ ...before, ...part }))} />
        <TextButton text="Zoom" title="In a dialog, with zoom and export" act={() => setLarge(true)} />
        <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
        <SaveMenu
          items={[
            figureItem(async () =>
              (await import('./curves-figure')).curvesFigure(tracks.canvas.current, metrics, potentials ? layer : null, marks.length > 0),
            ),
            { text: 'Curves (CSV)', act: () => saveCsv('learning-curves.csv', curveRows(metrics, time, open.changes)) },
          ]}
        />
      </Head>
      {table && <CurvesTable time={time} layer={layer} />}
      <TracksPlot tracks={tracks} metrics={metrics} potentials={potentials} time={time} hidden={table} words={words} />
      <Suspense fallback={null}>{large && <ZoomDialog time={time} layer={layer} words={words} close={() => setLarge(false)} />}</Suspense>
    </Region>
  )
}

/** Plays back the history from the cursor, or from the start. */
function HistoryPlayer() {
  const playing = useOf(playback, (speed) => speed !== null)
  const { upTo } = SNAPSHOT_TEXTS[useShowing()]
  const speed = useSignal(playbackSpeed)
  return (
    <span className={viewCss.player}>
      <TextButton
        text={playing ? 'Stop history' : 'Play history'}
        title={playing ? 'Stops at the snapshot shown (H)' : `Plays the views back through training, ${upTo} (H)`}
        pressed={playing}
        act={playOrStopHistory}
      />
      <Select
        aria-label="Speed of the history"
        value={speed}
        options={SPEEDS.map((value) => ({ value, text: `${value} ×` }))}
        choose={playbackSpeed.set}
      />
    </span>
  )
}
