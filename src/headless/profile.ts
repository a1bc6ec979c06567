/**
 * Where the time of a training step goes: npm run profile -- <preset, link or file> [--steps N] [--set path=value] [--data folder] [--json file] [--csv file]
 * Prints the kernels as a table, and what was found in sentences.
 */
import { writeFileSync } from 'node:fs'
import { loadSamples } from '../experiments/build'
import { profileStep } from '../experiments/profile'
import { COLUMNS, profileRows, profileSentence, ratesSentence } from '../readings/profile'
import { refuse, stepsOf } from './checking'
import { readCommandLine } from './command-line'
import { openDawn } from './dawn'
import { sources } from './load-data'
import { openRunOf, submitSteps } from './open-run'
import { grid, progressBar, readTraining, runCommand, withSetting } from './terminal'

const USAGE = `npm run profile -- <preset, link or file> [--steps N] [--set path=value] [--data folder] [--json file] [--csv file]
Times each kernel of a training step, and what the adapter copies and computes at best.
  --steps N         training steps before it, since spikes decide how long some kernels take; none by default
  --set path=value  another value for a setting, such as data.batch=32
  --data folder     where the files of data sets are
  --json file       writes the profile to a file as well, with adapter and experiment
  --csv file        writes its table to a file as well`

const GRAMMAR = { steps: 'N', set: 'path=value', data: 'folder', json: 'file', csv: 'file', help: '' } as const

runCommand(async () => {
  if (readCommandLine(GRAMMAR).options.some(({ name }) => name === 'help')) return void process.stdout.write(`${USAGE}\n`)
  const { experiment: asked, options } = await readTraining(GRAMMAR)
  const last = (name: keyof typeof GRAMMAR) => options.findLast((option) => option.name === name)?.value
  const experiment = options.filter(({ name }) => name === 'set').reduce((now, { value }) => withSetting(now, value), asked)
  const steps = stepsOf(last('steps') ?? '0')
  refuse(experiment)
  const gpu = await openDawn({}, undefined, true)
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const data = await loadSamples(experiment, { ...sources(last('data')), gpu })
  const run = await submitSteps(await openRunOf(gpu, experiment, data), experiment, data, 0, steps)
  const bar = progressBar(3)
  const profile = await profileStep(gpu, run, { onProgress: (done) => bar(done, 'of three measurements') })
  const rows = profile.kernels.map((kernel) => [kernel.kernel, ...COLUMNS.map(({ text }) => text(kernel, profile))])
  process.stdout.write(`${grid(['kernel', ...COLUMNS.map(({ head }) => head)], rows)}\n\n`)
  process.stdout.write(`${gpu.info.description}. ${profileSentence(profile)}\n${ratesSentence(profile.rates)}\n`)
  const [json, csv] = [last('json'), last('csv')]
  if (json)
    writeFileSync(json, `${JSON.stringify({ browser: `Node ${process.version}`, device: gpu.info, experiment, ...profile }, null, 2)}\n`)
  if (csv)
    writeFileSync(
      csv,
      profileRows(profile)
        .map((row) => `${row.join()}\n`)
        .join(''),
    )
})
