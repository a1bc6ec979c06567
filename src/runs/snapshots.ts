/** The membrane snapshots of a run in bounded memory: where they exceed it, every second one is dropped. */
import { closedBetween, createWatched, type Gap } from '../readings/gaps'
import { bytesOfFrame, compactFrame, MAX_HISTORY_BYTES, type Snapshot } from './compact'
import type { SavedFrame } from './record'

/** A screen cannot distinguish more. */
const MAX_SNAPSHOTS = 128

/** The membrane's history over a run: snapshots, and the gaps between them, in order. */
export interface Past {
  readonly frames: readonly SavedFrame[]
  readonly gaps: readonly Gap[]
}

export interface SnapshotHistory {
  take(snapshot: Snapshot): void
  /** Watching stops here: a smaller distance to the next snapshot counts as a gap. */
  stop(): void
  /** Prepends the saved history of the run up to step `from`, at which it was resumed. */
  join(before: Past, from: number): void
  /** The history, including the newest snapshot and a gap up to `now` where one is open. */
  past(now: number): Past
  readonly newest: Snapshot | undefined
}

export function createSnapshotHistory(maxBytes = MAX_HISTORY_BYTES): SnapshotHistory {
  let saved: readonly SavedFrame[] = []
  let bytes = 0
  let spacing = 1
  const watched = createWatched()
  let newest: Snapshot | undefined
  let compacted: SavedFrame | undefined

  const keep = (frames: readonly SavedFrame[]) => {
    saved = frames
    bytes = saved.reduce((sum, frame) => sum + bytesOfFrame(frame), 0)
  }
  /** Drops every second snapshot, but never the latest, until there is room for another one of its size. */
  const thin = () => {
    while (saved.length > 1 && (saved.length >= MAX_SNAPSHOTS || bytes + bytesOfFrame(saved.at(-1)!) > maxBytes)) {
      keep(saved.filter((_, at) => (saved.length - 1 - at) % 2 === 0))
      spacing = meanSpacing(saved)
    }
  }
  const newestFrame = (): SavedFrame | undefined => {
    if (newest && compacted?.step !== newest.step) compacted = compactFrame(newest)
    return compacted
  }
  return {
    take(snapshot) {
      const { step } = snapshot
      if (newest && newest.step > step) {
        // The run went back to a checkpoint: later snapshots are dropped.
        keep(saved.filter((frame) => frame.step <= step))
        const last = saved.at(-1)?.step ?? 0
        watched.put(
          stepsOf(saved),
          watched.gaps.filter(({ to }) => to <= last),
        )
        watched.stop()
        newest = undefined
      }
      watched.take(step)
      newest = snapshot
      const last = saved.at(-1)
      if (last && step - last.step < spacing) return
      keep([...saved, newestFrame()!])
      thin()
    },
    stop: watched.stop,
    join(before, from) {
      const joined = joinPasts(before, { frames: saved, gaps: watched.gaps }, from)
      keep(joined.frames)
      watched.put(newest && newest.step > (saved.at(-1)?.step ?? -1) ? [...stepsOf(saved), newest.step] : stepsOf(saved), joined.gaps)
      spacing = meanSpacing(saved)
      thin()
      if (!newest) watched.stop()
    },
    past(now) {
      const last = newestFrame()
      const frames = last && last.step > (saved.at(-1)?.step ?? -1) ? [...saved, last] : [...saved]
      return { frames, gaps: watched.until(now) }
    },
    get newest() {
      return newest
    },
  }
}

/**
 * Joins the saved history of a run, up to the step at which it was resumed, and the history since. As far as the saved history reaches,
 * its gaps are used, also where the run was resumed from an earlier step.
 */
export function joinPasts(before: Past, since: Past, from: number): Past {
  const next = since.frames[0]?.step
  const frames = before.frames.filter(({ step }) => step < from || (step === from && next !== from))
  const [last, reach] = [frames.at(-1)?.step ?? 0, before.frames.at(-1)?.step ?? -1]
  const gaps = before.gaps.filter(({ to }) => to <= last)
  if (next === undefined) return { frames, gaps: [...gaps, ...since.gaps] }
  const closed = closedBetween({ steps: stepsOf(frames), gaps }, next)
  const between =
    reach < next
      ? closed && [closed]
      : before.gaps.filter((gap) => gap.to > last && gap.from < next).map((gap) => ({ from: gap.from, to: Math.min(gap.to, next) }))
  return {
    frames: [...frames, ...since.frames],
    gaps: [...gaps, ...(between ?? []), ...since.gaps.filter((gap) => reach < 0 || gap.from >= next)],
  }
}

const stepsOf = (frames: readonly SavedFrame[]): number[] => frames.map(({ step }) => step)

/** The mean distance between saved snapshots; closer ones are not saved. */
const meanSpacing = (frames: readonly SavedFrame[]): number =>
  frames.length < 2 ? 1 : Math.max(1, (frames.at(-1)!.step - frames[0]!.step) / (frames.length - 1))
