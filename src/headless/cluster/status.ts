/** The progress of a folder of tasks, in numbers and in words. Reads only names and the ends of files. */
import { type Claim, listClaimed, listDone, listTodo } from './folder'
import { newestLines } from './lines'
import type { Manifest } from './manifest'

export interface Status {
  readonly todo: number
  readonly claimed: readonly Claim[]
  readonly done: readonly Claim[]
  /** The completed fraction of the tasks, where partly trained tasks count in part. */
  readonly share: number
}

/** Counts the tokens. One that is moved meanwhile may be seen twice or not at all; the next status is right again. */
export async function statusOf(folder: string, { study, tasks }: Pick<Manifest, 'study' | 'tasks'>): Promise<Status> {
  const [todo, claimed, done] = await Promise.all([listTodo(folder), listClaimed(folder), listDone(folder)])
  let share = done.length
  for (const { task, worker } of claimed) {
    const lines = await newestLines(folder, task)
    const step = lines.findLast((line) => line.worker === worker)?.step ?? 0
    share += Math.min(1, step / study.steps)
  }
  return { todo: todo.length, claimed, done, share: Math.min(1, share / tasks.count) }
}

/** "3 h 20 min", "4 min", "30 s" */
export function timeText(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** The minimum completed fraction for an estimate of the remaining time. */
const MIN_SHARE = 0.01

/** The remaining time, from progress since monitoring began; null where that is too little. */
export const timeLeft = (first: number, now: number, ms: number): number | null =>
  now - first >= MIN_SHARE ? ((1 - now) / (now - first)) * ms : null

export function statusText({ todo, claimed, done, share }: Status, broke: number, left: number | null): string {
  const of = todo + claimed.length + done.length
  return [
    `${done.length} of ${of} runs done (${Math.floor(100 * share)} %)`,
    `${claimed.length} under way`,
    ...(broke > 0 ? [`${broke} broke`] : []),
    ...(left === null || share >= 1 ? [] : [`about ${timeText(left)} left`]),
  ].join(', ')
}
