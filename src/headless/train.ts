/**
 * Trains an experiment in a terminal: npm run train -- <preset or link> [--steps N] [--set path=value] [--seed N] [--no-test] [--data folder] [--teacher file] [--save file] [--save-best file]
 * `--data` uses the data set in a folder instead of the experiment's own; `--teacher` is a file of weights that a classifier learns from.
 * `--save` writes the weights of the last step, `--save-best` those of the best evaluation, also after Ctrl C; the page opens such files.
 * A progress bar on stderr, metrics as JSON lines on stdout. The same engine as the page's; nothing of the page is here.
 */

import { writeFile } from 'node:fs/promises'
import type { DataSet } from '../data/streams'
import { loadSamples } from '../experiments/build'
import { check } from '../experiments/check'
import { evaluateAll, nextEvaluation, type Run } from '../experiments/run'
import { readWeights } from '../networks/weights'
import { errorsOf, messageOf } from '../problem'
import type { Metric } from '../readings/metrics'
import { lowered, metricsOf, trainingLossOf } from '../studies/metrics'
import { openDawn } from './dawn'
import { lastRow, testLine } from './metric-lines'
import { openRunOf, submitSteps } from './open-run'
import { print, progressBar, sayOfLength } from './terminal'
import { type Asked, readAsked } from './training'

/** Ctrl C ends the training behind the steps in flight; a second one ends the process. */
let stopped = false
process.once('SIGINT', () => {
  stopped = true
})

/** Trains to `total` steps, with a report every few hundred milliseconds; evaluates as often as the experiment says. */
async function train(opened: Run, { experiment, test }: Asked, data: DataSet, metrics: readonly Metric[], total: number): Promise<Run> {
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

async function writeWeightsOf({ compiled, built }: Run, { experiment, save }: Asked): Promise<void> {
  for (const which of ['latest', 'best'] as const) {
    const path = save[which]
    if (path === undefined) continue
    await writeFile(path, new Uint8Array(await readWeights(compiled, built.networks, experiment, which)))
    print({ saved: path, weights: which })
  }
}

try {
  const asked = await readAsked()
  const { experiment, steps, from } = asked
  const problems = errorsOf(check(experiment))
  if (problems.length > 0) throw new Error(problems.map((p) => `${p.path}: ${p.message}`).join('\n'))
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const data = await loadSamples(experiment, { ...from, gpu })
  const opened = await openRunOf(gpu, experiment, data)
  const total = steps ?? opened.built.totalSteps
  sayOfLength([{ experiment }], total, opened.built)
  print({ adapter: gpu.info.description, seed: experiment.run.seed, steps: total })
  if (asked.save.best && !opened.built.networks.some(({ best }) => best))
    throw new Error('--save-best: this experiment keeps no best weights. Give it a validation part, or take --save.')
  const run = await train(opened, asked, data, metricsOf(experiment), total)
  await writeWeightsOf(run, asked)
  run.destroy()
  gpu.device.destroy()
  process.exit(0)
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(1)
}
