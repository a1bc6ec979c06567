/**
 * The gradient of an experiment under the microscope: npm run gradients -- <preset, link or file> [--steps N] [--samples N] [--draws N] [--noise σ] [--only table] [--landscape [--towards file --towards file]] [--set path=value] [--data folder]
 * Prints how far it reaches back in time, by layer; its cosines with the gradients of other surrogates, resets and truncated time; and those with
 * the true gradient where spikes are drawn. Or the loss around the weights.
 */
import { loadSamples } from '../experiments/build'
import { comparedOf, compareGradients, compareWithTruth } from '../experiments/comparing-gradients'
import { flowsOf } from '../experiments/looks'
import { LANDSCAPE, landscapeAsked, lossLandscape, type Other, POINTS } from '../experiments/loss-landscape'
import type { Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { MIN_DRAWS } from '../networks/likelihood-ratio'
import { comparedTables } from '../readings/compared-gradients'
import { flowTable, type TextTable } from '../readings/gradient-flow'
import { landscapeSentence, landscapeTables, sharpnessText } from '../readings/loss-landscape'
import type { BuildOptions } from '../tasks/built'
import { countOf, refuse, stepsOf } from './checking'
import { readCommandLine } from './command-line'
import { openDawn } from './dawn'
import { sources } from './load-data'
import { buildFor, openRunOf, submitSteps } from './open-run'
import { networkIn } from './saved-network'
import { grid, progressBar, readTraining, runCommand, withSetting } from './terminal'

const ONLY = ['flow', 'others', 'truth'] as const
const LANDSCAPE_ONLY = 'landscape'

const USAGE = `npm run gradients -- <preset, link or file> [--steps N] [--samples N] [--draws N] [--noise σ] [--only table] [--landscape] [--towards file --towards file] [--set path=value] [--data folder]
Says how far the gradient of each layer reaches back in time, and compares it with those of other surrogates, of the other
reset and of truncated time, and, where spikes are drawn, with the true gradient of the expected loss.
  --steps N         training steps before; none by default
  --samples N       of the test set, or of validation; 16 by default
  --draws N         spike trains drawn for each sample, at least ${MIN_DRAWS}; 1,024 by default
  --noise σ         draws the spikes of LIF for the comparison, by normal noise of this standard deviation
  --only table      ${ONLY.join(', ')}; all by default
  --landscape       instead of these tables the loss against the gradient, over two random directions, and the sharpness
  --towards file    given twice: towards two networks in safetensors files, instead of random directions
  --reach R         how far from the weights, as a part of their norm; ${LANDSCAPE.reach} by default
  --points N        on a side of the surface: ${POINTS.join(', ')}; ${LANDSCAPE.points} by default
  --seed N          of the random directions; ${LANDSCAPE.seed} by default
  --set path=value  another value for a setting, such as neuron.threshold=0.5
  --data folder     where the files of data sets are`

const GRAMMAR = {
  steps: 'N',
  samples: 'N',
  draws: 'N',
  noise: 'σ',
  only: 'table',
  landscape: '',
  towards: 'file',
  reach: 'R',
  points: 'N',
  seed: 'N',
  set: 'path=value',
  data: 'folder',
  help: '',
} as const

runCommand(async () => {
  if (readCommandLine(GRAMMAR).options.some(({ name }) => name === 'help')) return void process.stdout.write(`${USAGE}\n`)
  const { experiment: asked, options } = await readTraining(GRAMMAR)
  let experiment = asked
  let [steps, samples, draws] = [0, 16, 1024]
  let noise: { kind: 'gaussian'; sigma: number } | undefined
  let folder: string | undefined
  let only: readonly string[] = ONLY
  let around = LANDSCAPE
  const towards: string[] = []
  for (const { name, value } of options) {
    if (name === 'steps') steps = stepsOf(value)
    else if (name === 'samples') samples = countOf(name, value, 1)
    else if (name === 'draws') draws = countOf(name, value, MIN_DRAWS)
    else if (name === 'noise') noise = { kind: 'gaussian', sigma: sigmaOf(value) }
    else if (name === 'only') only = [tableOf(value)]
    else if (name === 'landscape') only = [LANDSCAPE_ONLY]
    else if (name === 'towards') towards.push(value)
    else if (name === 'reach' || name === 'points' || name === 'seed') around = landscapeAsked({ ...around, [name]: Number(value) })
    else if (name === 'set') experiment = withSetting(experiment, value)
    else if (name === 'data') folder = value
  }
  refuse(experiment)
  refuseTowards(towards, only.includes(LANDSCAPE_ONLY))
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const data = await loadSamples(experiment, { ...sources(folder), gpu })
  const print = (tables: readonly TextTable[]) => {
    for (const { caption, heads, rows } of tables) process.stdout.write(`${caption}\n\n${grid(heads, rows)}\n\n`)
  }
  const onProgress = progress()
  let run: Run = await openRunOf(gpu, experiment, data)
  const build = (e: Experiment, more: BuildOptions) => buildFor(gpu, e, data, more)
  const comparedNow = () => comparedOf(run, experiment, data, samples, build)
  const flows = () => flowsOf(run, comparedOf(run, experiment, data, Math.min(samples, run.built.pinned.count), build), { onProgress })
  const printFlow = async (when: string) => print([flowTable(await flows(), when)])
  if (only.includes('flow') && steps > 0) await printFlow('before training')
  for (let step = 0; step < steps; step++) {
    run = await submitSteps(run, experiment, data, step, 1)
    await gpu.device.queue.onSubmittedWorkDone()
    onProgress(step + 1, steps, 'training steps')
  }
  if (only.includes('flow')) await printFlow(steps > 0 ? `after ${steps} training steps` : 'untrained')
  const compared = comparedNow()
  if (only.includes(LANDSCAPE_ONLY)) {
    const others: Other[] = []
    for (const file of towards) others.push(await networkIn(gpu, experiment, data, file))
    const [one, other] = others
    const landscape = await lossLandscape(run, compared, around, { onProgress, ...(one && other && { towards: [one, other] }) })
    print(landscapeTables(landscape))
    const { sharpness } = landscape
    return void process.stdout.write(`${landscapeSentence(landscape)}\n${sharpness ? `Sharpness: ${sharpnessText(sharpness)}\n` : ''}`)
  }
  const others = only.includes('others') ? await compareGradients(compared, { onProgress }) : []
  const truth = only.includes('truth') ? await compareWithTruth(compared, { draws, noise }, { onProgress }) : { why: '' }
  print(comparedTables({ layers: compared.layers, samples: compared.samples.length, others, truth }))
  if ('why' in truth && truth.why) process.stdout.write(`${truth.why}\n`)
})

/** @throws with a sentence where the files of other networks are not two, or no landscape is looked at */
function refuseTowards({ length }: readonly string[], looks: boolean): void {
  if (length > 0 && !looks) throw new Error('--towards belongs to --landscape.')
  if (length !== 0 && length !== 2) throw new Error(`--towards takes two files, each after its own --towards; ${length} given.`)
}

/** @throws with a sentence where it is no standard deviation */
function sigmaOf(value: string): number {
  const sigma = Number(value)
  if (!(sigma > 0 && sigma < Infinity)) throw new Error(`--noise takes a standard deviation above 0, not “${value}”.`)
  return sigma
}

/** @throws with a sentence where there is no such table */
function tableOf(value: string): string {
  if (!ONLY.some((table) => table === value)) throw new Error(`--only takes one of ${ONLY.join(', ')}, not “${value}”.`)
  return value
}

function progress() {
  let [counting, bar] = ['', progressBar(1)]
  return (done: number, total: number, what: string) => {
    if (counting !== what) [counting, bar] = [what, progressBar(total)]
    bar(done, what)
  }
}
