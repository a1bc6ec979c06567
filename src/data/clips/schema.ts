/** How recordings are cut into clips, and the number of clips. Pure. */

export interface Cut {
  /** The number of frames in a clip. */
  readonly clip: number
  /** Frames that a step sees: a clip begins with those before it, dark where the recording has none. */
  readonly window: number
  /** Rows of a batch that each walk on through the recordings, clip after clip; absent where clips are taken in any order. */
  readonly lanes?: number | undefined
}

/** How many clips there are: whole ones of each recording, and with lanes as many for each. */
export function clipCount(recordings: number, frames: number, { clip, lanes }: Cut): number {
  const all = recordings * Math.floor(frames / clip)
  return lanes === undefined ? all : Math.floor(all / lanes) * lanes
}
