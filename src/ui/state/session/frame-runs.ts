/**
 * Which run the frames in the history are of. After all was forgotten a frame of the run before may still come, and then those of the
 * run that follows: the last one that is named is the one that is open.
 */
import type { RunId } from '../../../runs/record'

type Kind = 'membrane' | 'scalars'

export interface FrameRuns {
  /** Whether a frame is of another run than those of its kind before it. */
  changes(kind: Kind, run: RunId | undefined): boolean
  /** Whether it is of none that is open. */
  isLate(run: RunId | undefined): boolean
  /** All was forgotten. @param only the run that is put back instead, where one is. */
  begin(only?: RunId): void
}

export function createFrameRuns(): FrameRuns {
  let known: { [K in Kind]?: RunId } = {}
  let open: RunId | undefined
  return {
    changes(kind, run) {
      const before = known[kind]
      if (run !== undefined) known = { ...known, [kind]: run }
      return before !== undefined && run !== undefined && before !== run
    },
    isLate: (run) => open !== undefined && run !== undefined && run !== open,
    begin(only) {
      known = {}
      open = only
    },
  }
}
