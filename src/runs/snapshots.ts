/** The membrane snapshots of a run in bounded memory: where they exceed it, every second one is dropped. */
import { closedBetween, createWatched, type Gap } from '../readings/gaps'
import { bytesOfFrame, compactFrame, MAX_FRAME_BYTES, type Snapshot } from './compact'
import type { SavedFrame } from './record'

/** A screen cannot distinguish more. */
const MAX_MOMENTS = 128

/** The membrane's history over a run: snapshots, and the gaps between them, in order. */
export interface Past {
  readonly frames: readonly SavedFrame[]
  readonly gaps: readonly Gap[]
}

export interface SnapshotHistory {
  take(moment: Snapshot): void
  /** Watching stops here: a smaller distance to the next snapshot counts as a gap. */
  stop(): void
  /** Prepends the saved history of the run up to step `from`, at which it was resumed. */
  join(before: Past, from: number): void
  /** The history, including the newest snapshot and a gap up to `now` where one is open. */
  past(now: number): Past
  readonly newest: Snapshot | undefined
}

export function createSnapshotHistory(mostBytes = MAX_FRAME_BYTES): SnapshotHistory {
  let kept: readonly SavedFrame[] = []
  let bytes = 0
  let apart = 1
  const watched = createWatched()
  let newest: Snapshot | undefined
  let compacted: SavedFrame | undefined

  const keep = (frames: readonly SavedFrame[]) => {
    kept = frames
    bytes = kept.reduce((sum, frame) => sum + bytesOfFrame(frame), 0)
  }
  /** Every second one goes, and the latest stays, until there is room for another such. */
  const thin = () => {
    while (kept.length > 1 && (kept.length >= MAX_MOMENTS || bytes + bytesOfFrame(kept.at(-1)!) > mostBytes)) {
      keep(kept.filter((_, at) => (kept.length - 1 - at) % 2 === 0))
      apart = apartOf(kept)
    }
  }
  const newestKept = (): SavedFrame | undefined => {
    if (newest && compacted?.step !== newest.step) compacted = compactFrame(newest)
    return compacted
  }
  return {
    take(moment) {
      const { step } = moment
      if (newest && newest.step > step) {
        // Gone back to a checkpoint: what came after it did not happen.
        keep(kept.filter((frame) => frame.step <= step))
        const last = kept.at(-1)?.step ?? 0
        watched.put(
          stepsOf(kept),
          watched.gaps.filter(({ to }) => to <= last),
        )
        watched.stop()
        newest = undefined
      }
      watched.take(step)
      newest = moment
      const last = kept.at(-1)
      if (last && step - last.step < apart) return
      keep([...kept, newestKept()!])
      thin()
    },
    stop: watched.stop,
    join(before, from) {
      const joined = joinPasts(before, { frames: kept, gaps: watched.gaps }, from)
      keep(joined.frames)
      watched.put(newest && newest.step > (kept.at(-1)?.step ?? -1) ? [...stepsOf(kept), newest.step] : stepsOf(kept), joined.gaps)
      apart = apartOf(kept)
      thin()
      if (!newest) watched.stop()
    },
    past(now) {
      const last = newestKept()
      const frames = last && last.step > (kept.at(-1)?.step ?? -1) ? [...kept, last] : [...kept]
      return { frames, gaps: watched.until(now) }
    },
    get newest() {
      return newest
    },
  }
}

/**
 * What was kept of a run before, up to where it was continued, and what has been watched since. Up to where it was watched before,
 * the gaps are those of then, also where it is continued from an earlier step.
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

const stepsOf = (kept: readonly SavedFrame[]): number[] => kept.map(({ step }) => step)

/** The mean distance between those that are there: closer ones need not be taken. */
const apartOf = (kept: readonly SavedFrame[]): number =>
  kept.length < 2 ? 1 : Math.max(1, (kept.at(-1)!.step - kept[0]!.step) / (kept.length - 1))
