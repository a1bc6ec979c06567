/**
 * Trains an experiment in a terminal: npm run train -- <preset or link> [--steps N] [--set path=value] [--seed N] [--no-test]
 * A progress bar on stderr, metrics as JSON lines on stdout. The same engine as the page's; nothing of the page is here.
 */
import { loadDataSet } from '../data/datasets/load'
import { dataShape } from '../data/schema'
import { check, errorsOf } from '../experiments/check'
import { withEdit } from '../experiments/form'
import { PRESETS, presetNamed } from '../experiments/presets'
import { createRun, nextEvaluation, type Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { decodeLink } from '../share/link'
import { openDawn } from './dawn'
import { readFiles } from './read-files'

interface Options {
  readonly experiment: Experiment
  readonly steps: number | undefined
  readonly test: boolean
}

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

async function readOptions(words: readonly string[]): Promise<Options> {
  const [what, ...rest] = words
  if (!what || what.startsWith('--')) throw new Error(`Which experiment? A link, or one of: ${PRESETS.map((p) => p.name).join(', ')}`)
  let experiment = await openExperiment(what)
  let steps: number | undefined
  let test = true
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!
    if (word === '--steps') steps = Number(rest[++i])
    else if (word === '--seed') experiment = withValue(experiment, 'run.seed', rest[++i]!)
    else if (word === '--no-test') test = false
    else if (word === '--set') {
      const [path, ...value] = rest[++i]!.split('=')
      experiment = withValue(experiment, path!, value.join('='))
    } else throw new Error(`${word} is not an option. There are --steps N, --set path=value, --seed N, --no-test`)
  }
  if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) throw new Error('--steps takes a whole number above 0')
  return { experiment, steps, test }
}

async function openExperiment(what: string): Promise<Experiment> {
  const preset = presetNamed(what)
  if (preset) return preset.experiment
  if (!what.includes('#')) throw new Error(`There is no preset named ${what}. There are: ${PRESETS.map((p) => p.name).join(', ')}`)
  const decoded = await decodeLink(what.slice(what.indexOf('#')))
  if (!decoded.ok) throw new Error(decoded.message)
  for (const note of decoded.notes) process.stderr.write(`${note}\n`)
  return decoded.experiment
}

/** `neuron.threshold=0.5`: the value is JSON where it parses as such, else a word. @throws with what is wrong, in words. */
function withValue(experiment: Experiment, path: string, text: string): Experiment {
  let value: unknown = text
  try {
    value = JSON.parse(text)
  } catch {}
  const edited = withEdit(experiment, path, value)
  if (!edited.ok) throw new Error(edited.problems.map((p) => `${p.path}: ${p.message}`).join('\n'))
  return edited.experiment
}

/** Rewrites one line on a terminal; says nothing elsewhere, where it would only fill a log. */
function progressBar(total: number) {
  const start = performance.now()
  return (step: number, note: string) => {
    if (!process.stderr.isTTY) return
    const share = Math.min(1, step / total)
    const seconds = (performance.now() - start) / 1000
    const left = share > 0 ? Math.round((seconds / share) * (1 - share)) : 0
    const bar = '█'.repeat(Math.round(share * 30)).padEnd(30, '░')
    process.stderr.write(`\r${bar} ${step}/${total} ${note}  ${left} s left   ${share === 1 ? '\n' : ''}`)
  }
}

/** Trains to `total` steps, a few hundred milliseconds a report; evaluates as the experiment says. */
async function train(run: Run, total: number, test: boolean): Promise<void> {
  const show = progressBar(total)
  let step = 0
  let perReport = 1
  while (step < total) {
    const count = Math.min(perReport, total - step, nextEvaluation(run.built, step) - step)
    const border = nextEvaluation(run.built, step)
    const start = performance.now()
    run.submit(count)
    const { rows, halted } = await run.readMetrics(step)
    if (halted) throw new Error(halted.message)
    step += count
    const last = rows.at(-1)!
    show(step, `loss ${last.loss.toFixed(3)}`)
    print({ step, loss: last.loss, accuracy: last.accuracy, gradientNorm: last.gradientNorm, rate: last.rate })
    perReport = Math.max(1, Math.min(200, Math.round((count * 400) / (performance.now() - start))))
    if (test && (step === border || step === total)) {
      const { loss, accuracy } = await run.evaluate()
      print({ step, testLoss: loss, testAccuracy: accuracy })
    }
  }
}

try {
  const { experiment, steps, test } = await readOptions(process.argv.slice(2))
  const problems = errorsOf(check(experiment))
  if (problems.length > 0) throw new Error(problems.map((p) => `${p.path}: ${p.message}`).join('\n'))
  const { kind } = experiment.data
  if (kind !== 'mnist') throw new Error(`${dataShape(experiment.data).title} is not among the files that come with the lab.`)
  const data = await loadDataSet(kind, readFiles())
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const run = await createRun(gpu, experiment, data)
  print({ adapter: gpu.info.description, seed: experiment.run.seed, steps: steps ?? run.built.totalSteps })
  await train(run, steps ?? run.built.totalSteps, test)
  run.destroy()
  gpu.device.destroy()
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
