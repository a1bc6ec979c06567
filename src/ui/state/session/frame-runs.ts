/**
 * Which run the frames in the history are of. After all was forgotten a frame of the run before may still come, and then those of the
 * run that follows: the last one that is named is the one that is open.
 */
import type { RunId } from '../../../runs/record'

type Kind = 'membrane' | 'scalars'

export interface FrameRuns {
  /** Whether a frame belongs to another run than the frames of its kind before it. */
  changes(kind: Kind, run: RunId | undefined): boolean
  /** Whether a frame belongs to a run that is no longer open. */
  isLate(run: RunId | undefined): boolean
  /** Forgets all runs. @param only the run that is restored instead, if any */
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
