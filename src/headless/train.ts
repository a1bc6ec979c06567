/**
 * Trains an experiment in a terminal: npm run train -- <preset or link> [--steps N] [--set path=value] [--seed N] [--no-test] [--data folder] [--teacher file] [--save file] [--save-best file]
 * `--data` uses the data set in a folder instead of the experiment's own; `--teacher` is a file of weights that a classifier learns from.
 * `--save` writes the weights of the last step, `--save-best` those of the best evaluation, also after Ctrl C; the page opens such files.
 * A progress bar on stderr, metrics as JSON lines on stdout. The same engine as the page's; nothing of the page is here.
 */

import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { boxesKey, isOwnBoxes, type OwnBoxesSpec } from '../data/boxes/schema'
import { type DataSpec, dataKey, isLabeled } from '../data/datasets/schema'
import type { DataSources } from '../data/sources'
import type { DataSet } from '../data/streams'
import { loadSamples } from '../experiments/build'
import { check } from '../experiments/check'
import { evaluateAll, nextEvaluation, type Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { readWeights, type Which } from '../networks/weights'
import { errorsOf, messageOf } from '../problem'
import type { Metric } from '../readings/metrics'
import { lowered, metricsOf, trainingLossOf } from '../studies/metrics'
import { openDawn } from './dawn'
import { importBoxes, importFolder, sources } from './load-data'
import { lastRow, testLine } from './metric-lines'
import { openRunOf, submitSteps } from './open-run'
import { withTeacher } from './teacher'
import { print, progressBar, readTraining, withSetting, withValue } from './terminal'

interface Options {
  readonly experiment: Experiment
  readonly steps: number | undefined
  readonly test: boolean
  /** The source of its samples. */
  readonly from: DataSources
  /** The files to write, by the weights in them. */
  readonly save: Saved
}

type Saved = Partial<Record<Which, string>>

async function readOptions(): Promise<Options> {
  const asked = await readTraining({
    steps: 'N',
    set: 'path=value',
    seed: 'N',
    'no-test': '',
    data: 'folder',
    teacher: 'file',
    save: 'file',
    'save-best': 'file',
  })
  let { experiment } = asked
  let steps: number | undefined
  let test = true
  let from: DataSources = sources()
  const save: Saved = {}
  for (const { name, value } of asked.options) {
    if (name === 'steps') steps = Number(value)
    else if (name === 'seed') experiment = withValue(experiment, 'run.seed', value)
    else if (name === 'no-test') test = false
    else if (name === 'set') experiment = withSetting(experiment, value)
    else if (name === 'save') save.latest = value
    else if (name === 'save-best') save.best = value
    else if (name === 'teacher') {
      const { experiment: student, tensors } = await withTeacher(experiment, value)
      experiment = student
      from = { ...from, teacher: async () => tensors }
    } else {
      const { teacher } = from
      ;({ experiment, from } = await onFolder(experiment, value))
      from = { ...from, ...(teacher && { teacher }) }
    }
  }
  if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) throw new Error('--steps takes a whole number above 0')
  for (const path of Object.values(save)) if (!existsSync(dirname(path))) throw new Error(`${path}: there is no folder ${dirname(path)}`)
  return { experiment, steps, test, from, save }
}

/** The experiment on the data set in a folder. If it is the set of the experiment, the settings for its samples are kept. */
async function onFolder(experiment: Experiment, folder: string): Promise<{ experiment: Experiment; from: DataSources }> {
  const { data, validation } = experiment
  const withData = (given: object, count: number, same: boolean) =>
    withValue(experiment, 'data', JSON.stringify({ ...(same ? data : given), batch: Math.min(data.batch, count) }))
  if (isOwnBoxes(data)) {
    const boxed = await importBoxes(folder, data, validation?.kind === 'own')
    if (!boxed) throw new Error(`${folder} holds no recordings with boxes, and the experiment learns from such.`)
    const given = { ...boxed.data, augment: data.augment }
    const boxes = async (asked: OwnBoxesSpec) => (boxesKey(asked) === boxesKey(boxed.data) ? boxed.set : sources().boxed?.(asked))
    return { experiment: withData(given, boxed.data.train, false), from: { ...sources(), boxed: boxes } }
  }
  const given = await importFolder(folder, isLabeled(data) ? data : undefined)
  const key = dataKey(given.data)
  const stored = async (asked: DataSpec) => (dataKey(asked) === key ? given.set : sources().stored(asked))
  return { experiment: withData(given.data, given.set.train.count, key === dataKey(data)), from: { ...sources(), stored } }
}

/** Ctrl C ends the training behind the steps in flight; a second one ends the process. */
let stopped = false
process.once('SIGINT', () => {
  stopped = true
})

/** Trains to `total` steps, with a report every few hundred milliseconds; evaluates as often as the experiment says. */
async function train(opened: Run, { experiment, test }: Options, data: DataSet, metrics: readonly Metric[], total: number): Promise<Run> {
  let run = opened
  const show = progressBar(total)
  const { name, title } = trainingLossOf(metrics)
  let step = 0
  let perReport = 1
  while (step < total && !stopped) {
    const count = Math.min(perReport, total - step, nextEvaluation(run.built, step) - step)
    const border = nextEvaluation(run.built, step)
    const start = performance.now()
    run = await submitSteps(run, experiment, data, step, count)
    const { rows, halted } = await run.readMetrics(step)
    if (halted) throw new Error(halted.message)
    step += count
    show(step, `${lowered(title)} ${rows.columns[name]!.at(-1)!.toFixed(3)}`)
    print({ step, ...lastRow(metrics, rows) })
    perReport = Math.max(1, Math.min(200, Math.round((count * 400) / (performance.now() - start))))
    if (test && (step === border || step === total)) {
      const values = step === total ? await evaluateAll(run) : (await run.evaluate()).values
      print({ step, ...testLine(metrics, values) })
    }
  }
  return run
}

async function writeWeightsOf({ compiled, built }: Run, { experiment, save }: Options): Promise<void> {
  for (const which of ['latest', 'best'] as const) {
    const path = save[which]
    if (path === undefined) continue
    await writeFile(path, new Uint8Array(await readWeights(compiled, built.networks, experiment, which)))
    print({ saved: path, weights: which })
  }
}

try {
  const options = await readOptions()
  const { experiment, steps, from } = options
  const problems = errorsOf(check(experiment))
  if (problems.length > 0) throw new Error(problems.map((p) => `${p.path}: ${p.message}`).join('\n'))
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const data = await loadSamples(experiment, { ...from, gpu })
  const opened = await openRunOf(gpu, experiment, data)
  print({ adapter: gpu.info.description, seed: experiment.run.seed, steps: steps ?? opened.built.totalSteps })
  if (options.save.best && !opened.built.networks.some(({ best }) => best))
    throw new Error('--save-best: this experiment keeps no best weights. Give it a validation part, or take --save.')
  const run = await train(opened, options, data, metricsOf(experiment), steps ?? opened.built.totalSteps)
  await writeWeightsOf(run, options)
  run.destroy()
  gpu.device.destroy()
  process.exit(0)
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(1)
}
