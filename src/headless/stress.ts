/**
 * Evaluates trained networks under disturbances in a terminal:
 * npm run stress -- <preset, link or file>... [--over noise,jitter] [--strengths 0,0.1] [--seeds 1,2,3] [--steps N] [--samples N] [--train N] [--ready recurrence] [--variant 'title: path=value']... [--set path=value] [--weights file] [--data folder] [--csv file]
 * A progress bar on stderr; on stdout a table for each disturbance as Markdown.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Experiment } from '../experiments/schema'
import { decidingOf, metricsOf } from '../studies/metrics'
import { csvOf, strengthsOf } from '../studies/stress/curves'
import type { Disturbance } from '../studies/stress/disturbance'
import { DISTURBANCES, disturbanceNamed } from '../studies/stress/disturbances'
import { READY } from '../studies/variants'
import { refuse } from './checking'
import { readCommandLine } from './command-line'
import { openDawn } from './dawn'
import { createSource } from './load-data'
import { curvesOf, evaluationsOf, type StressedNetwork, type StressPlan, stressMarkdown, stressResults, withVariants } from './stressing'
import { openExperiment, progressBar, runCommand, variantOf, withSetting } from './terminal'

const IDS = DISTURBANCES.map(({ id }) => id).join(',')
const USAGE = `npm run stress -- <preset, link or file>... [options]
Trains each experiment, and evaluates it under disturbances. Several are laid over each other.
  --over ids         disturbances: ${IDS}; all that the experiment takes by default
  --strengths list   of the disturbance, if there is one; each has its own by default
  --seeds 1,2,3      a network for each; the experiment's own seed by default
  --steps N          training steps; all by default
  --train N          the first N training samples alone
  --samples N        the first N test samples alone
  --ready set        the variants of a predefined set instead of each experiment, as in npm run compare
  --variant text     a variant instead, once for each
  --set path=value   another value for a setting of every experiment
  --weights file     a safetensors file, instead of training
  --data folder      where the files of data sets are
  --csv file         writes the curves to a file as well`

const GRAMMAR = {
  over: 'ids',
  strengths: 'list',
  seeds: '1,2,3',
  steps: 'N',
  train: 'N',
  samples: 'N',
  ready: Object.keys(READY).join('|'),
  variant: "'title: path=value'",
  set: 'path=value',
  weights: 'file',
  data: 'folder',
  csv: 'file',
  help: '',
} as const

const numbersOf = (name: string, value: string): number[] =>
  value.split(',').map((text) => {
    if (text.trim() === '' || !Number.isFinite(Number(text))) throw new Error(`--${name} takes numbers, not “${text}”.`)
    return Number(text)
  })

function wholeOf(name: string, value: string): number {
  if (!(Number.isInteger(Number(value)) && Number(value) > 0)) throw new Error(`--${name} takes a whole number above 0, not “${value}”.`)
  return Number(value)
}

/** The disturbances that all experiments take. Why others are left out goes to stderr, where they were not asked for. */
function disturbancesFor(experiments: readonly Experiment[], over: string | undefined): Disturbance[] {
  const refused = (one: Disturbance) => experiments.flatMap((experiment) => one.refusal(experiment) ?? [])[0]
  if (over === undefined) return DISTURBANCES.filter((one) => refused(one) === undefined)
  return over.split(',').map((id) => {
    const one = disturbanceNamed(id.trim())
    const why = refused(one)
    if (why !== undefined) throw new Error(`${one.title}: ${why}`)
    return one
  })
}

/** A cell of a CSV file: a link may hold commas. */
const cellOf = (cell: string | number): string => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell))

runCommand(async () => {
  const { words, options } = readCommandLine(GRAMMAR)
  const last = (name: keyof typeof GRAMMAR) => options.findLast((option) => option.name === name)?.value
  if (last('help') !== undefined || words.length === 0) return void process.stdout.write(`${USAGE}\n`)
  const settings = options.filter(({ name }) => name === 'set').map(({ value }) => value)
  const opened = await Promise.all(words.map(openExperiment))
  const variants = options.filter(({ name }) => name === 'variant').map(({ value }) => variantOf(value))
  const all = opened.flatMap(({ experiment }, i) =>
    withVariants(words[i]!, settings.reduce(withSetting, experiment), last('ready'), variants).map(({ title, experiment }) => ({
      title: words.length > 1 ? `${i + 1}: ${title}` : title,
      experiment,
    })),
  )
  const experiments = all.map(({ experiment }) => experiment)
  for (const experiment of experiments) refuse(experiment)
  const [first] = experiments as [Experiment]
  const metric = decidingOf(metricsOf(first))
  if (experiments.some((e) => decidingOf(metricsOf(e)).name !== metric.name))
    throw new Error('These experiments do not measure the same thing.')
  const disturbances = disturbancesFor(experiments, last('over'))
  const [strengths, seeds, steps, train, samples, weights] = (['strengths', 'seeds', 'steps', 'train', 'samples', 'weights'] as const).map(
    last,
  )
  const asked = strengths === undefined ? undefined : numbersOf('strengths', strengths)
  const plans = all.map(
    ({ title, experiment }): StressPlan => ({
      title,
      experiment,
      disturbances,
      strengthsOf: (disturbance) => asked ?? strengthsOf(disturbance, experiment, experiments),
      seeds: seeds === undefined ? [experiment.run.seed] : numbersOf('seeds', seeds),
      ...(steps !== undefined && { steps: wholeOf('steps', steps) }),
      samples: samples === undefined ? Number.POSITIVE_INFINITY : wholeOf('samples', samples),
      ...(weights !== undefined && { weights: new Uint8Array(readFileSync(weights)).buffer }),
    }),
  )
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const dataOf = createSource(gpu, train === undefined ? Infinity : wholeOf('train', train), last('data'))
  const show = progressBar(plans.reduce((sum, plan) => sum + evaluationsOf(plan), 0))
  let evaluated = 0
  const networks: StressedNetwork[] = []
  for (const plan of plans)
    networks.push({
      ...plan,
      results: await stressResults(gpu, plan, dataOf, (what) => show(what.includes('training') ? evaluated : ++evaluated, what)),
    })
  process.stdout.write(`${stressMarkdown(disturbances, networks)}\n`)
  const file = last('csv')
  if (file !== undefined) {
    const tables = disturbances.map((disturbance) => csvOf(disturbance, metric, curvesOf(disturbance, networks)))
    const lines = [tables[0]![0]!, ...tables.flatMap((rows) => rows.slice(1))].map((row) => row.map(cellOf).join(','))
    writeFileSync(file, `${lines.join('\n')}\n`)
  }
})
