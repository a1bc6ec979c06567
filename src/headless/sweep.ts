/**
 * Sweeps fields of an experiment in a terminal:
 * npm run sweep -- <preset or link> --axis 'surrogate.width=0.5,1,2' --axis 'run.seed=1..3' [--list] [--steps N] [--set path=value] [--samples N]
 * The values of an axis are written as in the page: 0.1, 0.5, 1 or 0.1..1 x 4 or 0.001..0.1 x 5 log; choices by name; on and off.
 * With --on slurm|local|parallel other processes train the runs; --follow FOLDER follows such a study: docs/cluster.md.
 * A progress bar on stderr; on stdout a JSON line for each run, then the tables as Markdown.
 */

import { errorsOf } from '../problem'
import { readAxes, type WrittenAxis } from '../studies/axis'
import { usualSteps } from '../studies/metrics'
import { sentenceOf } from '../studies/outcomes'
import { progressOf } from '../studies/pace'
import { planOf, pointLabel, type Sweep, stepWork } from '../studies/sweep'
import { isSending, readSending, SENDING_GRAMMAR, type Sending } from './cluster/options'
import { followCommand, isFollowing, sendStudy } from './cluster/send'
import { openDawn } from './dawn'
import { createSource } from './load-data'
import { buildFor } from './open-run'
import { runSweep, sweepMarkdown } from './sweeping'
import { print, progressBar, readTraining, runCommand, say, sayOfLength, settingOf, withSetting } from './terminal'

async function readOptions() {
  const asked = await readTraining({ axis: "'path=values'", list: '', steps: 'N', set: 'path=value', samples: 'N', ...SENDING_GRAMMAR })
  let base = asked.experiment
  let mode: Sweep['mode'] = 'grid'
  let steps: number | undefined
  let samples = Infinity
  const written: WrittenAxis[] = []
  for (const { name, value } of asked.options.filter((option) => !isSending(option))) {
    if (name === 'list') mode = 'list'
    else if (name === 'steps') steps = Number(value)
    else if (name === 'samples') samples = Number(value)
    else if (name === 'set') base = withSetting(base, value)
    else {
      const [path, values] = settingOf(value)
      written.push({ path, values })
    }
  }
  return { base, preset: asked.preset, axes: readAxes(base, written), mode, steps, samples, sending: readSending(asked.options) }
}

type Options = Awaited<ReturnType<typeof readOptions>>

async function send({ base, preset, axes, mode, steps, samples }: Options, sending: Sending): Promise<void> {
  const length = buildFor(undefined, base, await createSource(undefined, samples, sending.dataFolder ?? undefined)(base))
  const sweep: Sweep = { base, axes, mode, steps: Math.min(steps ?? usualSteps(base, length), length.totalSteps) }
  await sendStudy({ kind: 'sweep', ...sweep }, length, preset, samples, sending)
}

async function main(): Promise<void> {
  if (isFollowing()) return followCommand()
  const options = await readOptions()
  if (options.sending) return send(options, options.sending)
  const { base, axes, mode, steps, samples } = options
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const dataOf = createSource(gpu, samples)
  const length = buildFor(gpu, base, await dataOf(base))
  const sweep: Sweep = { base, axes, mode, steps: Math.min(steps ?? usualSteps(base, length), length.totalSteps) }
  const plan = planOf(sweep)
  for (const { message, severity } of plan.problems) if (severity === 'warning') say(message)
  const [first] = errorsOf(plan.problems)
  if (first) throw new Error(first.message)
  sayOfLength(plan.runs, sweep.steps, length)
  print({ adapter: gpu.info.description, axes, mode, steps: sweep.steps, runs: plan.runs.length })
  const work = plan.runs.map(({ experiment }) => stepWork(experiment))
  const done = (run: number, step: number) => progressOf(work, sweep.steps, { run, step }).done
  const show = progressBar(done(work.length, 0))
  const words = (point: number) => pointLabel(plan.fields, plan.points[point]!.values)
  const results = await runSweep(gpu, sweep, plan, dataOf, {
    at: ({ run, step }) => show(done(run, step), `${words(plan.runs[run]!.point)}, step ${step}`),
    done(result, run) {
      show(done(run + 1, 0), '')
      print({ ...result, values: Object.fromEntries(axes.map(({ path }, i) => [path, plan.points[result.point]!.values[i]])) })
    },
  })
  process.stdout.write(`\n${sweepMarkdown(sweep, plan, results)}\n\n${sentenceOf(plan, results) ?? 'No run came to its end.'}\n`)
  if (gpu.isLost()) throw new Error('The graphics device was lost: what was done until then is above.')
  gpu.device.destroy()
}

runCommand(main)
