/**
 * Compares an experiment's gradient with others: npm run gradients -- <preset, link or file> [--steps N] [--samples N] [--draws N] [--set path=value] [--data folder]
 * Prints a table of cosines with the gradients of other surrogates, resets and truncated time, and one with the true gradient where spikes are drawn.
 */
import { loadSamples } from '../experiments/build'
import { MIN_DRAWS } from '../networks/likelihood-ratio'
import { refuse, stepsOf } from './checking'
import { readCommandLine } from './command-line'
import { comparedMarkdown, comparedOf, compareGradients, compareWithTruth, countOf, truthMarkdown } from './comparing-gradients'
import { openDawn } from './dawn'
import { sources } from './load-data'
import { openRunOf, submitSteps } from './open-run'
import { progressBar, readTraining, runCommand, withSetting } from './terminal'

const USAGE = `npm run gradients -- <preset, link or file> [--steps N] [--samples N] [--draws N] [--set path=value] [--data folder]
Compares the gradient of each layer with those of other surrogates, of the other reset and of truncated time, and, where
spikes are drawn, with the true gradient of the expected loss.
  --steps N         training steps before; none by default
  --samples N       of the test set, or of validation; 16 by default
  --draws N         spike trains drawn for each sample, at least ${MIN_DRAWS}; 1,024 by default
  --set path=value  another value for a setting, such as neuron.threshold=0.5
  --data folder     where the files of data sets are`

const GRAMMAR = { steps: 'N', samples: 'N', draws: 'N', set: 'path=value', data: 'folder', help: '' } as const

runCommand(async () => {
  if (readCommandLine(GRAMMAR).options.some(({ name }) => name === 'help')) return void process.stdout.write(`${USAGE}\n`)
  const { experiment: asked, options } = await readTraining(GRAMMAR)
  let experiment = asked
  let [steps, samples, draws] = [0, 16, 1024]
  let folder: string | undefined
  for (const { name, value } of options) {
    if (name === 'steps') steps = stepsOf(value)
    else if (name === 'samples') samples = countOf(name, value, 1)
    else if (name === 'draws') draws = countOf(name, value, MIN_DRAWS)
    else if (name === 'set') experiment = withSetting(experiment, value)
    else if (name === 'data') folder = value
  }
  refuse(experiment)
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const data = await loadSamples(experiment, { ...sources(folder), gpu })
  const trained = progress('training steps')
  let run = await openRunOf(gpu, experiment, data)
  for (let step = 0; step < steps; step++) {
    run = await submitSteps(run, experiment, data, step, 1)
    await gpu.device.queue.onSubmittedWorkDone()
    trained(step + 1, steps)
  }
  const compared = comparedOf(run, experiment, data, samples)
  const others = await compareGradients(compared, progress('gradients'))
  if (others.length > 0) process.stdout.write(`${comparedMarkdown(compared, others)}\n\n`)
  const truth = await compareWithTruth(compared, draws, progress('estimates'))
  process.stdout.write(`${typeof truth === 'string' ? truth : truthMarkdown(compared, truth, draws)}\n`)
})

function progress(what: string) {
  let bar: ReturnType<typeof progressBar> | undefined
  return (done: number, of: number) => {
    bar ??= progressBar(of)
    bar(done, what)
  }
}
