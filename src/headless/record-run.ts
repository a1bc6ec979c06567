/**
 * Records the run that the page shows where there is no WebGPU: npm run record -- [--steps N]
 * The default preset, trained by the same engine under Dawn on the real images, as one file of runs: public/recorded-run.json.gz.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { DEFAULT_PRESET, presetNamed } from '../experiments/presets'
import { createRun, type MetricRow, nextEvaluation, type Run } from '../experiments/run'
import { writeRunFile } from '../runs/file'
import { createMoments } from '../runs/moments'
import type { RunDetail, RunSummary } from '../runs/record'
import { finalsOf, thumbnailOf } from '../runs/summary'
import { encodeLink } from '../share/link'
import { layersOf } from '../worker/describe'
import type { TestRow } from '../worker/protocol'
import { openDawn } from './dawn'
import { loadData } from './load-data'
import { readShaders } from './shaders'
import { print, progressBar, runCommand } from './terminal'
import { watchedStep } from './watched-step'

const FILE = new URL('../../public/recorded-run.json.gz', import.meta.url)
/** Three times through the images. */
const STEPS = 1800
const MOMENTS = 40
/** Rows of the curves; of more, every so many. */
const MOST_ROWS = 900

type Gpu = Awaited<ReturnType<typeof openDawn>>

async function train(gpu: Gpu, run: Run, total: number) {
  const show = progressBar(total)
  const moments = createMoments()
  const rows: MetricRow[] = []
  const tests: TestRow[] = []
  let step = 0
  while (step < total) {
    // Close together at first, when most happens.
    const next = Math.max(step + 1, Math.ceil(total * ((moments.all().length + 1) / MOMENTS) ** 2))
    const border = nextEvaluation(run.built, step)
    const until = Math.min(total, border, next)
    if (until - step > 1) run.submit(Math.min(100, until - step - 1))
    step += Math.min(100, Math.max(0, until - step - 1))
    if (step === until - 1) {
      const layers = await watchedStep(gpu, run)
      step++
      moments.take({ step, layers })
    }
    const { rows: fresh, halted } = await run.readMetrics(rows.at(-1)?.step ?? 0)
    if (halted) throw new Error(halted.message)
    rows.push(...fresh.filter((row) => row.step > (rows.at(-1)?.step ?? 0)))
    show(step, `loss ${rows.at(-1)?.loss.toFixed(3)}`)
    if (step === border || step === total) {
      const { loss, accuracy } = await run.evaluate()
      tests.push({ step, loss, accuracy, soft: null })
      print({ step, testLoss: loss, testAccuracy: accuracy })
    }
  }
  const stride = Math.ceil(rows.length / MOST_ROWS)
  return { moments, tests, rows: rows.filter((_, at) => at % stride === 0 || at === rows.length - 1) }
}

async function main(): Promise<void> {
  const steps = process.argv[2] === '--steps' ? Number(process.argv[3]) : STEPS
  if (!(Number.isInteger(steps) && steps > 0)) throw new Error('--steps takes a whole number above 0')
  const { experiment } = presetNamed(DEFAULT_PRESET)!
  const gpu = await openDawn()
  const run = await createRun(gpu, experiment, await loadData(experiment.data))
  const start = performance.now()
  const { moments, tests, rows } = await train(gpu, run, steps)
  const floats = (of: (row: MetricRow) => number) => Float32Array.from(rows, of)
  const id = 'recorded'
  const detail: RunDetail = {
    id,
    curves: {
      step: Uint32Array.from(rows, (row) => row.step),
      trainLoss: floats((row) => row.loss),
      trainAccuracy: floats((row) => row.accuracy),
      gradientNorm: floats((row) => row.gradientNorm),
      rate: floats((row) => row.rate),
    },
    tests,
    layers: layersOf(run.built),
    frames: moments.all(),
  }
  const sources = JSON.stringify(Object.entries(readShaders()).sort(([a], [b]) => (a < b ? -1 : 1)))
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  const { description, software } = gpu.info
  const { totalSteps, stepsPerEpoch } = run.built
  const now = Date.now()
  const summary: RunSummary = {
    ...{ id, name: '', note: '', started: now, updated: now, experiment, preset: DEFAULT_PRESET },
    link: await encodeLink(experiment, {}, DEFAULT_PRESET),
    provenance: { adapter: description, software, app: version, shaders: createHash('sha256').update(sources).digest('hex') },
    state: steps >= totalSteps ? 'finished' : 'unfinished',
    error: null,
    ...{ step: steps, totalSteps, stepsPerEpoch, elapsedMs: Math.round(performance.now() - start) },
    finals: finalsOf(detail.curves, tests, moments.newest),
    thumbnail: thumbnailOf(detail.curves, moments.newest),
    byteLength: 0,
    sweep: null,
  }
  const file = await writeRunFile([{ summary, detail }], version)
  writeFileSync(FILE, new Uint8Array(await file.arrayBuffer()))
  print({ file: FILE.pathname, bytes: file.size, moments: detail.frames.length, adapter: description })
  run.destroy()
  gpu.device.destroy()
}

runCommand(main)
