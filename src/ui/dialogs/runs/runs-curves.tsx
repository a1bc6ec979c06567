/** Loss and accuracy of several runs over each other, in plotly: a color and a marker for each run, dots for training, a line for the test. */
import { useEffect, useState } from 'react'
import type { RunDetail, RunId, RunSummary } from '../../../runs/record'
import { usePlotly } from '../../base/analysis-chart'
import { type CurveLook, CurveTools } from '../../base/curve-tools'
import { saveCsv } from '../../base/download'
import { type Colors, readColors } from '../../base/paint'
import { TextButton } from '../../base/parts'
import { markOf } from '../../base/run-marks'
import { smoothed } from '../../base/series'
import { percent, runTitle } from '../../state/run-words'
import { runDetail, useRuns } from '../../state/runs'
import { useLab } from '../../state/store'

interface Drawn {
  readonly run: RunSummary
  readonly detail: RunDetail
  readonly slot: number
}

function tracesOf({ run, detail, slot }: Drawn, halfLife: number): object[] {
  const { color, marker } = markOf(slot)
  const ink = getComputedStyle(document.documentElement).getPropertyValue(color).trim()
  const epochs = (steps: ArrayLike<number>) => Array.from(steps, (step) => step / Math.max(1, run.stepsPerEpoch))
  const { curves, tests } = detail
  const at = epochs(curves.step)
  const tested = epochs(tests.map(({ step }) => step))
  // Few rows: less smoothing, so that the start is not held back.
  const smooth = (values: Float32Array, scale = 1) =>
    Array.from(smoothed(values, Math.min(halfLife, values.length / 24)), (value) => scale * value)
  const name = runTitle(run)
  const train = { mode: 'lines', line: { color: ink, width: 1.2, dash: 'dot' }, name: `${name}, train`, legendgroup: run.id }
  const test = {
    ...{ mode: 'lines+markers', line: { color: ink, width: 2 }, name: `${name}, test`, legendgroup: run.id },
    marker: { size: 8, color: ink, symbol: marker },
  }
  const accuracy = { yaxis: 'y2', showlegend: false }
  return [
    { ...train, x: at, y: smooth(curves.trainLoss) },
    { ...test, x: tested, y: tests.map(({ loss }) => loss) },
    { ...train, ...accuracy, x: at, y: smooth(curves.trainAccuracy, 100) },
    { ...test, ...accuracy, x: tested, y: tests.map((row) => 100 * row.accuracy) },
  ]
}

function layoutOf(colors: Colors, log: boolean): object {
  const axis = { gridcolor: colors.hair, linecolor: colors.rule, zeroline: false, tickcolor: colors.control }
  return {
    paper_bgcolor: colors.plate,
    plot_bgcolor: colors.ground,
    font: { family: getComputedStyle(document.documentElement).getPropertyValue('--f') || 'sans-serif', size: 12, color: colors.ink2 },
    margin: { l: 64, r: 16, t: 8, b: 48 },
    hovermode: 'closest',
    showlegend: false,
    uirevision: log ? 'log' : 'linear',
    xaxis: { ...axis, title: { text: 'training time (epochs)' }, anchor: 'y2' },
    yaxis: { ...axis, title: { text: 'loss' }, type: log ? 'log' : 'linear', domain: [0.54, 1] },
    yaxis2: { ...axis, title: { text: 'accuracy (%)' }, domain: [0, 0.46] },
  }
}

/** The details of the runs, as they are read; of a run that goes on, the newest. */
function useDetails(runs: readonly RunSummary[]): ReadonlyMap<RunId, RunDetail> {
  const [details, setDetails] = useState<ReadonlyMap<RunId, RunDetail>>(new Map())
  const wanted = runs.map(({ id, updated }) => `${id} ${updated}`).join()
  useEffect(() => {
    let alive = true
    void Promise.all(runs.map(async ({ id }) => [id, await runDetail(id).catch(() => undefined)] as const)).then((read) => {
      if (alive) setDetails(new Map(read.flatMap(([id, detail]) => (detail ? [[id, detail] as const] : []))))
    })
    return () => {
      alive = false
    }
  }, [wanted])
  return details
}

export function RunsCurves({ runs }: { runs: readonly RunSummary[] }) {
  const [look, setLook] = useState<CurveLook>({ log: true, halfLife: 12 })
  const { log, halfLife } = look
  const theme = useLab((state) => state.theme)
  const slots = useRuns((state) => state.slots)
  const details = useDetails(runs)
  const drawn = runs.flatMap((run): Drawn[] => {
    const detail = details.get(run.id)
    return detail ? [{ run, detail, slot: slots[run.id] ?? 0 }] : []
  })

  const chart = usePlotly<HTMLElement>(
    () => ({ data: drawn.flatMap((one) => tracesOf(one, halfLife)), layout: layoutOf(readColors(), log) }),
    [log, halfLife, theme, details, slots],
  )
  return (
    <section className="runs-part" aria-label="Curves of the chosen runs">
      <div className="runs-part-head">
        <h3>Curves</h3>
        <CurveTools look={look} change={setLook} chart={chart} name="runs">
          <TextButton text="CSV" label="Save the curves as CSV" act={() => saveCsv('run-curves.csv', rowsOf(drawn))} />
        </CurveTools>
      </div>
      <p className="runs-legend">
        A color and a marker for each run; <span className="runs-legend-test">a line with markers</span> is the test set,{' '}
        <span className="runs-legend-train">dots</span> are training.
      </p>
      <figure ref={chart.host} className="runs-plotly" aria-label={sentenceOf(runs)} aria-busy={!chart.ready}>
        {!chart.ready && <p className="view-empty">{chart.waiting}</p>}
      </figure>
    </section>
  )
}

const sentenceOf = (runs: readonly RunSummary[]): string =>
  `Loss and accuracy of ${runs.length === 1 ? 'one run' : `${runs.length} runs`} over training. ${runs.map((run) => `${runTitle(run)}: test accuracy ${percent(run.finals.testAccuracy)} at step ${run.step}`).join('. ')}. The numbers are in the table below.`

function rowsOf(drawn: readonly Drawn[]): (string | number)[][] {
  const rows = drawn.flatMap(({ run, detail: { curves, tests } }) => {
    const name = runTitle(run)
    const train = Array.from(curves.step, (step, row) => [name, step, 'train', curves.trainLoss[row]!, curves.trainAccuracy[row]!])
    return [...train, ...tests.map(({ step, loss, accuracy }) => [name, step, 'test', loss, accuracy])]
  })
  return [['run', 'step', 'split', 'loss', 'accuracy'], ...rows]
}
