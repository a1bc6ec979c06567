/**
 * Records the run that the page shows without WebGPU: npm run record -- [--steps N]
 * The default preset, trained by the same engine under Dawn on the real images, as one file of runs: public/recorded-run.json.gz.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { loadSamples } from '../experiments/build'
import { DEFAULT_PRESET, presetNamed } from '../experiments/presets'
import { evaluateAll, nextEvaluation, type Run } from '../experiments/run'
import { layersOf } from '../networks/description'
import type { Metric, MetricRows, TestRow } from '../readings/metrics'
import { writeRunFile } from '../runs/file'
import type { RunDetail, RunSummary } from '../runs/record'
import { createSnapshotHistory } from '../runs/snapshots'
import { finalsOf, joinCurves, NO_CURVES, thumbnailOf } from '../runs/summary'
import { encodeLink } from '../share/link'
import { lowered, metricsOf, trainingLossOf } from '../studies/metrics'
import { readCommandLine } from './command-line'
import { openDawn } from './dawn'
import { sources } from './load-data'
import { testLine } from './metric-lines'
import { openRunOf } from './open-run'
import { shadersHash } from './shaders'
import { print, progressBar, runCommand } from './terminal'
import { watchedStep } from './watched-step'

const FILE = new URL('../../public/recorded-run.json.gz', import.meta.url)
/** Three epochs. */
const STEPS = 1800
const SNAPSHOTS = 40
/** The maximum number of rows of the curves; longer curves are thinned. */
const MAX_ROWS = 900

type Gpu = Awaited<ReturnType<typeof openDawn>>

async function train(gpu: Gpu, run: Run, metrics: readonly Metric[], total: number) {
  const show = progressBar(total)
  const loss = trainingLossOf(metrics)
  const snapshots = createSnapshotHistory()
  let curves: MetricRows = NO_CURVES
  const tests: TestRow[] = []
  let step = 0
  while (step < total) {
    // Close together at first, when most happens.
    const next = Math.max(step + 1, Math.ceil(total * ((snapshots.past(step).frames.length + 1) / SNAPSHOTS) ** 2))
    const border = nextEvaluation(run.built, step)
    const until = Math.min(total, border, next)
    if (until - step > 1) run.submit(Math.min(100, until - step - 1))
    step += Math.min(100, Math.max(0, until - step - 1))
    if (step === until - 1) {
      const layers = await watchedStep(gpu, run)
      step++
      snapshots.take({ step, layers })
    }
    const { rows, halted } = await run.readMetrics(curves.step.at(-1) ?? 0)
    if (halted) throw new Error(halted.message)
    curves = joinCurves(curves, rows)
    show(step, `${lowered(loss.title)} ${curves.columns[loss.name]?.at(-1)?.toFixed(3)}`)
    if (step === border || step === total) {
      const values = testLine(metrics, step === total ? await evaluateAll(run) : (await run.evaluate()).values)
      tests.push({ step, values })
      print({ step, ...values })
    }
  }
  return { snapshots, tests, curves: thinned(curves) }
}

/** Keeps evenly spaced rows, and the last. */
function thinned({ step, columns }: MetricRows): MetricRows {
  const stride = Math.ceil(step.length / MAX_ROWS)
  const isKept = (_: number, at: number) => at % stride === 0 || at === step.length - 1
  return {
    step: step.filter(isKept),
    columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.filter(isKept)])),
  }
}

async function main(): Promise<void> {
  const asked = readCommandLine({ steps: 'N' }).options.at(-1)
  const steps = asked ? Number(asked.value) : STEPS
  if (!(Number.isInteger(steps) && steps > 0)) throw new Error('--steps takes a whole number above 0')
  const { experiment } = presetNamed(DEFAULT_PRESET)!
  const metrics = metricsOf(experiment)
  const gpu = await openDawn()
  using run = await openRunOf(gpu, experiment, await loadSamples(experiment, sources()))
  const start = performance.now()
  const { snapshots, tests, curves } = await train(gpu, run, metrics, steps)
  const id = 'recorded'
  const { built } = run
  const layers = layersOf(
    built.networks.map(({ graph }) => graph),
    built.inputShape,
  )
  const detail: RunDetail = { id, curves, tests, layers, ...snapshots.past(steps) }
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  const { description, software } = gpu.info
  const { totalSteps, stepsPerEpoch } = built
  const now = Date.now()
  const summary: RunSummary = {
    id,
    name: '',
    note: '',
    tags: [],
    started: now,
    updated: now,
    experiment,
    preset: DEFAULT_PRESET,
    link: await encodeLink(experiment, {}, DEFAULT_PRESET),
    provenance: { adapter: description, software, app: version, shaders: shadersHash() },
    state: steps >= totalSteps ? 'finished' : 'unfinished',
    error: null,
    step: steps,
    totalSteps,
    stepsPerEpoch,
    elapsedMs: Math.round(performance.now() - start),
    finals: finalsOf(metrics, curves, tests, snapshots.newest),
    thumbnail: thumbnailOf(curves, snapshots.newest),
    byteLength: 0,
    sweep: null,
  }
  const file = await writeRunFile([{ summary, detail }], version)
  writeFileSync(FILE, new Uint8Array(await file.arrayBuffer()))
  print({ file: FILE.pathname, bytes: file.size, snapshots: detail.frames.length, adapter: description })
  gpu.device.destroy()
}

runCommand(main)
