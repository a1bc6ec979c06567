/** Shared parts of the commands that train: the experiment that their argument names, edits by path, lines of JSON, tables, a progress bar, the end of the process. */

import { existsSync, readFileSync } from 'node:fs'
import { withEdit } from '../experiments/edit'
import { PRESETS, presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import { messageOf } from '../problem'
import type { Look, LookKind } from '../readings/looks'
import { readFile } from '../share/file'
import { decodeLink } from '../share/link'
import { lookProblem, USUAL_LOOKS } from '../studies/looks'
import type { Length } from '../studies/metrics'
import { scheduleNote, warmUpNote } from '../studies/short-runs'
import type { Variant } from '../studies/variant'
import { readCommandLine, refusalOf } from './command-line'

export const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
/** A sentence next to the output, if there is something to say. */
export const say = (sentence: string | null): void => void (sentence !== null && process.stderr.write(`${sentence}\n`))

/** Says what runs of so few steps do not reach. @param length that of the experiment */
export function sayOfLength(runs: readonly { readonly experiment: Experiment }[], steps: number, { totalSteps }: Length): void {
  const experiments = runs.map(({ experiment }) => experiment)
  say(warmUpNote(experiments, steps))
  say(scheduleNote(experiments, steps, totalSteps))
}

const NAMES = PRESETS.map(({ name }) => name).join(', ')

/** The experiment that a command's argument names, and the command's options. @throws with the presets or the options that exist */
export async function readTraining<const G extends Readonly<Record<string, string>>>(grammar: G, args?: readonly string[]) {
  const { words, options } = readCommandLine(grammar, args)
  const [what, more] = words
  if (what === undefined) throw new Error(`Which experiment? A link, or one of: ${NAMES}`)
  if (more !== undefined) throw new Error(refusalOf(grammar, more))
  return { ...(await openExperiment(what)), options }
}

interface Opened {
  readonly experiment: Experiment
  /** The preset that it is compared with. */
  readonly preset: string
}

/** Opens a preset, a link, or an experiment file. */
export async function openExperiment(what: string): Promise<Opened> {
  const preset = presetNamed(what)
  if (preset) return { experiment: preset.experiment, preset: what }
  const file = !what.includes('#') && existsSync(what)
  if (!file && !what.includes('#')) throw new Error(`There is no preset and no file named ${what}. There are: ${NAMES}`)
  const read = file ? readFile(readFileSync(what, 'utf8')) : await decodeLink(what.slice(what.indexOf('#')))
  if (!read.ok) throw new Error(read.message)
  for (const note of read.notes) process.stderr.write(`${note}\n`)
  return read
}

/** Applies an edit such as `neuron.threshold=0.5`. @throws with a sentence for the user */
export function withSetting(experiment: Experiment, setting: string): Experiment {
  const [path, value] = settingOf(setting)
  return withValue(experiment, path, value)
}

/** Splits at the first equals sign. */
export function settingOf(text: string): readonly [path: string, value: string] {
  const [path, ...value] = text.split('=')
  return [path!.trim(), value.join('=')]
}

/**
 * `skip 41: network.recurrence.kind=skip, network.recurrence.span=41`; a title alone is the experiment as it is. A value may be JSON: an
 * edit ends at a comma that another path and its equals sign follow.
 */
export function variantOf(text: string): Variant {
  const [title, list] = text.split(/:(.*)/s)
  const edits = (list?.trim() ? list.split(/,(?=\s*[\w.]+=)/) : []).map((edit) => {
    const [path, value] = settingOf(edit.trim())
    return [path, readValue(value)] as const
  })
  return { title: title!.trim(), edits }
}

/** `truth: draws=4096, sigma=0.5`; settings that are not named are the usual ones. @throws with a sentence for the user */
export function lookOf(text: string): Look {
  const { title: kind, edits } = variantOf(text)
  const look = { ...USUAL_LOOKS[kind as LookKind], ...Object.fromEntries(edits) }
  const problem = lookProblem(look)
  if (problem) throw new Error(`--look ${text}: ${problem}`)
  return look
}

/** Sets a value at a path; `text` is JSON if it parses as such, else a string. @throws with a sentence for the user */
export function withValue(experiment: Experiment, path: string, text: string): Experiment {
  const edited = withEdit(experiment, path, readValue(text))
  if (!edited.ok) throw new Error(edited.problems.map((p) => `${p.path}: ${p.message}`).join('\n'))
  return edited.experiment
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Rewrites one line on a terminal; prints nothing elsewhere, where it would only fill a log. */
export function progressBar(total: number) {
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

/** A table as Markdown. */
export const grid = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** Runs a command and ends the process; an error is printed as a sentence, with exit 1. */
export function runCommand(main: () => Promise<void>): void {
  main().then(
    () => process.exit(),
    (error) => {
      process.stderr.write(`${messageOf(error)}\n`)
      process.exit(1)
    },
  )
}
