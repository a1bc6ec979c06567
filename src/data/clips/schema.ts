/** How recordings are cut into clips, and the number of clips. Pure. */

export interface Cut {
  /** The number of frames in a clip. */
  readonly clip: number
  /** The number of frames that a step sees: a clip starts with those before it, dark if the recording has none. */
  readonly window: number
  /** The number of batch rows that each proceed through the recordings clip by clip; absent if clips are used in any order. */
  readonly lanes?: number | undefined
}

/** The number of clips: whole ones of each recording, and with lanes the same number for each lane. */
export function clipCount(recordings: number, frames: number, { clip, lanes }: Cut): number {
  const all = recordings * Math.floor(frames / clip)
  return lanes === undefined ? all : Math.floor(all / lanes) * lanes
}
