/**
 * Follows a folder of tasks until all are done: a line of JSON for each run, the progress, errors, then the tables. It may be stopped and
 * started again at any time, since its whole state is in the folder.
 */
import { planOf as comparisonPlan } from '../../studies/compare'
import { sentenceOf } from '../../studies/outcomes'
import { pointsOf, type Study, type StudyResult } from '../../studies/study'
import { markdownOf } from '../comparison'
import { sweepMarkdown } from '../sweeping'
import { giveBackStale, type IsGone } from './beats'
import { type Claim, FolderTrouble, sweepUp } from './folder'
import type { Manifest, Task } from './manifest'
import { readResult } from './result'
import { type Status, statusOf, statusText, timeLeft } from './status'

/** Who may work on the folder, according to a scheduler. */
export interface Crew {
  /** The number of workers that run or are queued, null if it cannot be known; also in words. */
  look(): Promise<{ readonly count: number | null; readonly words: string }>
  /** Whose claims may be given back early. */
  readonly isGone: IsGone
  /** Why no worker is left, and what to do. */
  why(): Promise<string>
}

export interface Following {
  readonly crew: Crew
  readonly lookMs: number
  print(line: object): void
  /** Shows progress, rewritten on a terminal. */
  show(words: string): void
  say(sentence: string): void
  stopping(): boolean
  pause(ms: number): Promise<void>
}

/** The number of checks in a row that must find no worker, since a new one may not have given a sign of life yet. */
const LOOKS_ALONE = 3

/** Resolves with the results of all runs, or null if it was stopped. @throws FolderTrouble if no worker is left */
export async function follow(folder: string, manifest: Manifest, tasks: readonly Task[], of: Following): Promise<StudyResult[] | null> {
  const { crew, say } = of
  const results = new Map<number, StudyResult>()
  const began = performance.now()
  let first: number | null = null
  let alone = 0
  while (!of.stopping()) {
    for (const { task, worker } of await giveBackStale(folder, 1000 * manifest.seconds.stale, crew.isGone, 'follower'))
      say(`Run ${task} was given back: ${worker} is gone.`)
    const status = await statusOf(folder, manifest)
    await printNew(folder, manifest, tasks, status.done, results, of)
    if (results.size >= manifest.tasks.count) {
      await sweepUp(folder).catch((error: FolderTrouble) => say(error.message))
      return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
    }
    first ??= status.share
    const there = await crew.look()
    of.show(wordsOf(status, results, timeLeft(first, status.share, performance.now() - began), there.words))
    alone = there.count === 0 ? alone + 1 : 0
    if (alone >= LOOKS_ALONE) throw new FolderTrouble(await crew.why())
    await of.pause(of.lookMs)
  }
  return null
}

const wordsOf = (status: Status, results: ReadonlyMap<number, StudyResult>, left: number | null, crew: string): string =>
  [statusText(status, [...results.values()].filter(({ ok }) => !ok).length, left), crew].filter(Boolean).join('; ')

async function printNew(
  folder: string,
  manifest: Manifest,
  tasks: readonly Task[],
  done: readonly Claim[],
  results: Map<number, StudyResult>,
  of: Following,
) {
  for (const claim of done) {
    if (results.has(claim.task)) continue
    const read = await readResult(folder, manifest, claim)
    if (typeof read === 'string') throw new FolderTrouble(read)
    results.set(claim.task, read.result)
    const { task, node, adapter, software, result } = read
    of.print({ task, title: tasks[task]?.title, node, adapter, software, ...result, layers: undefined })
  }
}

/** The tables of a study, as printed when it is trained in turn. */
export function markdownOfStudy(study: Study, results: readonly StudyResult[]): string {
  if (study.kind === 'compare') {
    const order = comparisonPlan(study).runs
    const known = results as Parameters<typeof markdownOf>[1]
    const sorted = order.flatMap(({ variant, time, seed }) =>
      known.filter((r) => r.variant === variant && r.time === time && r.seed === seed),
    )
    return markdownOf(study, sorted)
  }
  const plan = pointsOf(study)
  const points = results as Parameters<typeof sweepMarkdown>[2]
  return `${sweepMarkdown(study, plan, points)}\n\n${sentenceOf(plan, points) ?? 'No run came to its end.'}`
}
