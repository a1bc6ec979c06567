/**
 * Compares variants of an experiment in a terminal: its default variants, those of a predefined set, or given ones:
 * npm run compare -- <preset or link> [--steps N] [--seeds 1,2,3] [--times 2,4,6] [--set path=value] [--samples N] [--ready NAME [--only TITLE]...] [--all] [--look 'reach|truth: samples=N, draws=N, sigma=σ'] [--variant 'title: path=value, path=value']...
 * `--ready` takes a set of variants by its name in studies/variants, and `--only` those with a title alone; `--all` prints every layer's
 * numbers, of agents too; `--samples` trains on only the first N samples. `--look` measures every
 * trained network further; the sets `reach` and `truth` have one.
 * With --on slurm|local|parallel other processes train the runs; --follow FOLDER follows such a study: docs/cluster.md.
 * A progress bar on stderr; on stdout a JSON line for each run, then the tables as Markdown.
 */
import { errorsOf } from '../problem'
import { LOOK_KINDS } from '../readings/looks'
import type { Metric } from '../readings/metrics'
import { type Comparison, comparisonOf, planOf, type RunResult, runTitle, workOf } from '../studies/compare'
import { metricsOf } from '../studies/metrics'
import { type Position, progressOf } from '../studies/pace'
import type { Variant } from '../studies/variant'
import { READY, readyStudy } from '../studies/variants'
import { isSending, readSending, SENDING_GRAMMAR } from './cluster/options'
import { followCommand, isFollowing, sendStudy } from './cluster/send'
import { markdownOf, runComparison, showsLayers } from './comparison'
import { openDawn } from './dawn'
import { createSource } from './load-data'
import { shortTestLine } from './metric-lines'
import { buildFor } from './open-run'
import { lookOf, print, progressBar, readTraining, runCommand, variantOf, withSetting } from './terminal'

type Lists = Partial<Pick<Comparison, 'times' | 'seeds' | 'steps' | 'variants' | 'look'>>

async function readOptions() {
  const asked = await readTraining({
    steps: 'N',
    seeds: '1,2,3',
    times: '2,4,6',
    set: 'path=value',
    samples: 'N',
    variant: "'title: path=value'",
    ready: Object.keys(READY).join('|'),
    only: 'TITLE',
    all: '',
    look: `${LOOK_KINDS.join('|')}: samples=N, draws=N, sigma=σ`,
    ...SENDING_GRAMMAR,
  })
  let base = asked.experiment
  let lists: Lists = {}
  let samples = Infinity
  let ready: string | undefined
  let layers = false
  const only: string[] = []
  for (const { name, value } of asked.options.filter((option) => !isSending(option))) {
    const numbers = value.split(',').map(Number)
    if (name === 'set') base = withSetting(base, value)
    else if (name === 'samples') samples = Number(value)
    else if (name === 'ready') ready = value
    else if (name === 'only') only.push(value)
    else if (name === 'all') layers = true
    else if (name === 'look') lists = { ...lists, look: lookOf(value) }
    else if (name === 'variant') lists = { ...lists, variants: [...(lists.variants ?? []), variantOf(value)] }
    else lists = { ...lists, [name]: name === 'steps' ? Number(value) : numbers }
  }
  if (only.length > 0 && ready === undefined) throw new Error('--only is of the variants of a set: --ready says of which.')
  const set = ready !== undefined && readyStudy(base, ready, only)
  return { base, preset: asked.preset, lists: { ...set, ...lists }, samples, layers, sending: readSending(asked.options) }
}

function lineOf(result: RunResult, variants: readonly Variant[], metrics: readonly Metric[], all: boolean): object {
  const { title: variant } = variants[result.variant]!
  if (!result.ok) return { ...result, variant }
  const { values, layers, ...run } = result
  return { ...run, ...shortTestLine(metrics, values), ...(all && { layers }), variant }
}

async function main(): Promise<void> {
  if (isFollowing()) return followCommand()
  const { base, preset, lists, samples, layers, sending } = await readOptions()
  if (sending) {
    const data = await createSource(undefined, samples, sending.dataFolder ?? undefined)(base)
    return sendStudy({ kind: 'compare', ...comparisonOf(base, buildFor(undefined, base, data), lists) }, preset, samples, sending)
  }
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const dataOf = createSource(gpu, samples)
  const comparison = comparisonOf(base, buildFor(gpu, base, await dataOf(base)), lists)
  const { variants, times, seeds, steps } = comparison
  const metrics = metricsOf(base)
  const { runs, problems } = planOf(comparison)
  for (const { message, severity } of problems) if (severity === 'warning') process.stderr.write(`${message}\n`)
  const [first] = errorsOf(problems)
  if (first)
    throw new Error(first.message + (first.remedy ? ` Or: --set '${first.remedy.path}=${JSON.stringify(first.remedy.value)}'` : ''))
  print({ adapter: gpu.info.description, variants: variants.map(({ title }) => title), times, seeds, steps })
  const work = runs.map(({ time }) => time)
  const show = progressBar(workOf(runs, steps))
  const done = (position: Position) => progressOf(work, steps, position).done
  const results = await runComparison(gpu, comparison, dataOf, {
    at: (position) => show(done(position), `${runTitle(comparison, runs[position.run]!)}, ${position.doing ?? `step ${position.step}`}`),
    done(result, run) {
      show(done({ run: run + 1, step: 0 }), '')
      print(lineOf(result, variants, metrics, layers))
    },
  })
  process.stdout.write(`\n${markdownOf(comparison, results, layers || showsLayers(comparison))}\n`)
  if (gpu.isLost()) throw new Error('The graphics device was lost: what was done until then is above.')
  gpu.device.destroy()
}

runCommand(main)
