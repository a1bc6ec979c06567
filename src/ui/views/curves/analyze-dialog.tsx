/** Loss and accuracy at full size in plotly: zoom, log axis, smoothing, export. Loaded when it is opened; drawn at 2 Hz at most. */
import { useEffect, useRef, useState } from 'react'
import { usePlotly } from '../../base/analysis-chart'
import { type CurveLook, CurveTools } from '../../base/curve-tools'
import { type Colors, readColors } from '../../base/paint'
import { TextButton } from '../../base/parts'
import { columnOf, type Series, smoothed } from '../../base/series'
import { CURVE, history, softGap, TEST, takeFrames } from '../../state/history'
import { useFrames } from '../../state/hooks'
import { useLab } from '../../state/store'

const epochsOf = (series: Series, stepsPerEpoch: number): number[] =>
  Array.from(series.x.subarray(0, series.count), (step) => step / stepsPerEpoch)

function traces(colors: Colors, stepsPerEpoch: number, halfLife: number): object[] {
  const at = epochsOf(history.curves, stepsPerEpoch)
  const tested = epochsOf(history.tests, stepsPerEpoch)
  // Few rows: less smoothing, so that the start is not held back.
  const early = Math.min(halfLife, at.length / 24)
  const percentOf = (values: Float32Array) => Array.from(values, (value) => 100 * value)
  const loss = columnOf(history.curves, CURVE.trainLoss)
  const accuracy = columnOf(history.curves, CURVE.trainAccuracy)
  const raw = {
    mode: 'lines',
    line: { color: colors.ink3, width: 1 },
    opacity: 0.42,
    hoverinfo: 'skip',
    name: 'train, each batch',
    legendgroup: 'raw',
  }
  const mean = { mode: 'lines', line: { color: colors.ink2, width: 1.5 }, name: 'train', legendgroup: 'train' }
  const test = {
    mode: 'lines+markers',
    line: { color: colors.ink, width: 2 },
    marker: { size: 5, color: colors.ink },
    name: 'test',
    legendgroup: 'test',
  }
  const soft = { mode: 'lines', line: { color: colors.ink2, width: 1.5, dash: 'dash' }, name: 'soft mix of spans' }
  return [
    { ...raw, x: at, y: Array.from(loss) },
    { ...mean, x: at, y: Array.from(smoothed(loss, early)) },
    { ...test, x: tested, y: Array.from(columnOf(history.tests, TEST.loss)) },
    { ...raw, x: at, y: percentOf(accuracy), yaxis: 'y2', showlegend: false },
    { ...mean, x: at, y: percentOf(smoothed(accuracy, early)), yaxis: 'y2', showlegend: false },
    { ...test, x: tested, y: percentOf(columnOf(history.tests, TEST.accuracy)), yaxis: 'y2', showlegend: false },
    ...(softGap() === null ? [] : [{ ...soft, x: tested, y: percentOf(columnOf(history.tests, TEST.softAccuracy)), yaxis: 'y2' }]),
  ]
}

function layoutOf(colors: Colors, log: boolean): object {
  const axis = { gridcolor: colors.hair, linecolor: colors.rule, zeroline: false, tickcolor: colors.control }
  return {
    paper_bgcolor: colors.ground,
    plot_bgcolor: colors.ground,
    font: { family: getComputedStyle(document.documentElement).getPropertyValue('--f') || 'sans-serif', size: 12, color: colors.ink2 },
    margin: { l: 64, r: 16, t: 8, b: 48 },
    hovermode: 'x unified',
    legend: { orientation: 'h', y: 1.06, x: 0 },
    uirevision: log ? 'log' : 'linear',
    xaxis: { ...axis, title: { text: 'training time (epochs)' }, anchor: 'y2' },
    yaxis: { ...axis, title: { text: 'loss' }, type: log ? 'log' : 'linear', domain: [0.54, 1] },
    yaxis2: { ...axis, title: { text: 'accuracy (%)' }, domain: [0, 0.46] },
  }
}

export function AnalyzeDialog({ stepsPerEpoch, close }: { stepsPerEpoch: number; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [look, setLook] = useState<CurveLook>({ log: true, halfLife: 12 })
  const { log, halfLife } = look
  const theme = useLab((state) => state.theme)
  const count = useFrames(['scalars', 'test'], 500)

  useEffect(() => dialog.current?.showModal(), [])
  const chart = usePlotly(
    () => {
      takeFrames()
      const colors = readColors()
      return { data: traces(colors, stepsPerEpoch, halfLife), layout: layoutOf(colors, log) }
    },
    [log, halfLife, stepsPerEpoch, theme, count],
    { scrollZoom: true },
  )
  return (
    <dialog ref={dialog} className="view-dialog" aria-label="Learning curves at full size" onClose={close}>
      <div className="view-head">
        <h2>Learning curves</h2>
        <CurveTools look={look} change={setLook} chart={chart} name="learning-curves">
          <TextButton text="Close" act={() => dialog.current?.close()} />
        </CurveTools>
      </div>
      <div ref={chart.host} className="view-plotly" aria-busy={!chart.ready}>
        {!chart.ready && <p className="view-empty">{chart.waiting}</p>}
      </div>
    </dialog>
  )
}
