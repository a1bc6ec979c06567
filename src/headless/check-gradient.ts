/**
 * Checks the gradient of an experiment's neurons: npm run check-gradient -- <preset, link or file> [--steps N] [--set path=value] [--data folder]
 * Prints a table of relative errors and a sentence. Exits with 1 where a gradient differs, or where nothing can be checked.
 */
import { loadSamples } from '../experiments/build'
import { rowsOf } from '../readings/gradient-check'
import { checkGradients, gradientMarkdown, refuse, stepsOf } from './checking'
import { readCommandLine } from './command-line'
import { openDawn } from './dawn'
import { sources } from './load-data'
import { progressBar, readTraining, runCommand, withSetting } from './terminal'

const USAGE = `npm run check-gradient -- <preset, link or file> [--steps N] [--set path=value] [--data folder]
Compares the gradient of each layer's neurons with central differences, at the potentials of the first test samples.
  --steps N         training steps before the check; none by default
  --set path=value  another value for a setting, such as neuron.threshold=0.5
  --data folder     where the files of data sets are`

const GRAMMAR = { steps: 'N', set: 'path=value', data: 'folder', help: '' } as const

runCommand(async () => {
  if (readCommandLine(GRAMMAR).options.some(({ name }) => name === 'help')) return void process.stdout.write(`${USAGE}\n`)
  const { experiment: asked, options } = await readTraining(GRAMMAR)
  let experiment = asked
  let steps = 0
  let folder: string | undefined
  for (const { name, value } of options) {
    if (name === 'steps') steps = stepsOf(value)
    else if (name === 'set') experiment = withSetting(experiment, value)
    else if (name === 'data') folder = value
  }
  refuse(experiment)
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const data = await loadSamples(experiment, { ...sources(folder), gpu })
  let bar: ReturnType<typeof progressBar> | undefined
  const checks = await checkGradients(gpu, experiment, data, steps, (done, of) => {
    bar ??= progressBar(of)
    bar(done, 'layers')
  })
  process.stdout.write(`${gradientMarkdown(checks)}\n`)
  const rows = rowsOf(checks)
  if (rows.length === 0 || rows.some(({ agrees }) => !agrees)) process.exit(1)
})
