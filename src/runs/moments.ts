/** The moments of a run as they come in, in bounded memory: when there is no room, every second one goes. Frames in, kept frames out. */
import { bytesOfFrame, compactFrame, MOST_FRAME_BYTES, type Moment } from './compact'
import type { KeptFrame } from './record'

/** More are not told apart on a screen. */
const MOST_MOMENTS = 128

export interface Moments {
  take(moment: Moment): void
  /** In order; the newest that came is among them. */
  all(): readonly KeptFrame[]
  readonly newest: Moment | undefined
}

/** @param before moments of the same run that were kept earlier. */
export function createMoments(before: readonly KeptFrame[] = [], mostBytes = MOST_FRAME_BYTES): Moments {
  let kept: KeptFrame[] = [...before]
  let bytes = kept.reduce((sum, frame) => sum + bytesOfFrame(frame), 0)
  let gap = gapOf(before)
  let newest: Moment | undefined
  let compacted: KeptFrame | undefined

  const thin = () => {
    // From the end, so that the latest stays.
    kept = kept.filter((_, at) => (kept.length - 1 - at) % 2 === 0)
    bytes = kept.reduce((sum, frame) => sum + bytesOfFrame(frame), 0)
    gap = gapOf(kept)
  }
  const newestKept = (): KeptFrame | undefined => {
    if (newest && compacted?.step !== newest.step) compacted = compactFrame(newest)
    return compacted
  }
  return {
    take(moment) {
      // Gone back to a checkpoint: what came after it did not happen.
      while (kept.length > 0 && kept.at(-1)!.step > moment.step) bytes -= bytesOfFrame(kept.pop()!)
      const last = kept.at(-1)
      newest = moment
      if (last && moment.step - last.step < gap) return
      const frame = newestKept()!
      kept.push(frame)
      bytes += bytesOfFrame(frame)
      // Room is left for the newest, which is added to it.
      while (kept.length > 1 && (kept.length >= MOST_MOMENTS || bytes + bytesOfFrame(frame) > mostBytes)) thin()
    },
    all() {
      const last = newestKept()
      return last && last.step > (kept.at(-1)?.step ?? -1) ? [...kept, last] : [...kept]
    },
    get newest() {
      return newest
    },
  }
}

/** The mean gap between those that are there: closer ones need not be taken. */
const gapOf = (kept: readonly KeptFrame[]): number =>
  kept.length < 2 ? 1 : Math.max(1, (kept.at(-1)!.step - kept[0]!.step) / (kept.length - 1))
