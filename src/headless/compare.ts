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
import type { Metric } from '../readings/metrics'
import { comparisonOf, planOf, type RunResult, runTitle, workOf } from '../studies/compare'
import { metricsOf } from '../studies/metrics'
import { type Position, progressOf } from '../studies/pace'
import type { Variant } from '../studies/variant'
import { followCommand, isFollowing, sendStudy } from './cluster/send'
import { readComparison } from './comparing'
import { markdownOf, runComparison, showsLayers } from './comparison'
import { openDawn } from './dawn'
import { createSource } from './load-data'
import { shortTestLine } from './metric-lines'
import { buildFor } from './open-run'
import { print, progressBar, runCommand, say, sayOfLength } from './terminal'

function lineOf(result: RunResult, variants: readonly Variant[], metrics: readonly Metric[], all: boolean): object {
  const { title: variant } = variants[result.variant]!
  if (!result.ok) return { ...result, variant }
  const { values, layers, ...run } = result
  return { ...run, ...shortTestLine(metrics, values), ...(all && { layers }), variant }
}

async function main(): Promise<void> {
  if (isFollowing()) return followCommand()
  const { base, preset, lists, samples, layers, sending } = await readComparison()
  if (sending) {
    const data = await createSource(undefined, samples, sending.dataFolder ?? undefined)(base)
    const length = buildFor(undefined, base, data)
    return sendStudy({ kind: 'compare', ...comparisonOf(base, length, lists) }, length, preset, samples, sending)
  }
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const dataOf = createSource(gpu, samples)
  const length = buildFor(gpu, base, await dataOf(base))
  const comparison = comparisonOf(base, length, lists)
  const { variants, times, seeds, steps } = comparison
  const metrics = metricsOf(base)
  const { runs, problems } = planOf(comparison)
  for (const { message, severity } of problems) if (severity === 'warning') say(message)
  const [first] = errorsOf(problems)
  if (first)
    throw new Error(first.message + (first.remedy ? ` Or: --set '${first.remedy.path}=${JSON.stringify(first.remedy.value)}'` : ''))
  sayOfLength(runs, steps, length)
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
