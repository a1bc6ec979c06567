/** The moments of a run as they come in, in bounded memory: when there is no room, every second one goes. Frames in, kept frames out. */
import { type Gap, unwatchedBetween } from '../readings/gaps'
import { bytesOfFrame, compactFrame, MOST_FRAME_BYTES, type Moment } from './compact'
import type { KeptFrame } from './record'

/** More are not told apart on a screen. */
const MOST_MOMENTS = 128
/** Beyond that the shortest are no longer told. */
const MOST_GAPS = 128

/** What is known of the membrane over a run: its moments, and where none was watched between them; both in order. */
export interface Past {
  readonly frames: readonly KeptFrame[]
  readonly gaps: readonly Gap[]
}

export interface Moments {
  take(moment: Moment): void
  /** From here to the next moment none may be watched. */
  stop(): void
  /** Puts in front what was kept of the run before it was gone on with at step `from`. */
  join(before: Past, from: number): void
  /** The newest that came is among them; up to `now` there may have been nothing since. */
  past(now: number): Past
  readonly newest: Moment | undefined
}

export function createMoments(mostBytes = MOST_FRAME_BYTES): Moments {
  let kept: readonly KeptFrame[] = []
  let bytes = 0
  let apart = 1
  let gaps: readonly Gap[] = []
  let unwatched = false
  let newest: Moment | undefined
  let compacted: KeptFrame | undefined

  const keep = (frames: readonly KeptFrame[]) => {
    kept = frames
    bytes = kept.reduce((sum, frame) => sum + bytesOfFrame(frame), 0)
  }
  /** Every second one goes, and the latest stays, until there is room for another such. */
  const thin = () => {
    while (kept.length > 1 && (kept.length >= MOST_MOMENTS || bytes + bytesOfFrame(kept.at(-1)!) > mostBytes)) {
      keep(kept.filter((_, at) => (kept.length - 1 - at) % 2 === 0))
      apart = apartOf(kept)
    }
  }
  const newestKept = (): KeptFrame | undefined => {
    if (newest && compacted?.step !== newest.step) compacted = compactFrame(newest)
    return compacted
  }
  const gapBefore = (step: number): Gap | null => {
    const last = newest?.step ?? kept.at(-1)?.step
    return unwatched && last !== undefined ? unwatchedBetween(stepsOf(kept), last, step) : null
  }
  return {
    take(moment) {
      const { step } = moment
      if (newest && newest.step > step) {
        // Gone back to a checkpoint: what came after it did not happen.
        keep(kept.filter((frame) => frame.step <= step))
        gaps = gaps.filter(({ to }) => to <= step)
        newest = undefined
        unwatched = true
      }
      const gap = gapBefore(step)
      if (gap) gaps = longest([...gaps, gap])
      unwatched = false
      newest = moment
      const last = kept.at(-1)
      if (last && step - last.step < apart) return
      keep([...kept, newestKept()!])
      thin()
    },
    stop() {
      unwatched = true
    },
    join(before, from) {
      const joined = joinPasts(before, { frames: kept, gaps }, from)
      keep(joined.frames)
      gaps = longest(joined.gaps)
      apart = apartOf(kept)
      thin()
      if (!newest) unwatched = true
    },
    past(now) {
      const last = newestKept()
      const gap = gapBefore(now)
      return {
        frames: last && last.step > (kept.at(-1)?.step ?? -1) ? [...kept, last] : [...kept],
        gaps: gap ? [...gaps, gap] : gaps,
      }
    },
    get newest() {
      return newest
    },
  }
}

/** What was kept of a run before, up to where it was gone on with, and what has been watched since. */
export function joinPasts(before: Past, since: Past, from: number): Past {
  const frames = before.frames.filter(({ step }) => step < from)
  const [last, next] = [frames.at(-1)?.step, since.frames[0]?.step]
  const between = last === undefined || next === undefined ? null : unwatchedBetween(stepsOf(frames), last, next)
  return {
    frames: [...frames, ...since.frames],
    // One that was open at the end is told anew by what came next.
    gaps: [...before.gaps.filter(({ to }) => to <= (last ?? 0)), ...(between ? [between] : []), ...since.gaps],
  }
}

const stepsOf = (kept: readonly KeptFrame[]): number[] => kept.map(({ step }) => step)

/** The mean distance between those that are there: closer ones need not be taken. */
const apartOf = (kept: readonly KeptFrame[]): number =>
  kept.length < 2 ? 1 : Math.max(1, (kept.at(-1)!.step - kept[0]!.step) / (kept.length - 1))

function longest(gaps: readonly Gap[]): readonly Gap[] {
  if (gaps.length <= MOST_GAPS) return gaps
  const kept = new Set([...gaps].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_GAPS))
  return gaps.filter((gap) => kept.has(gap))
}
