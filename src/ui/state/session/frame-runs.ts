/**
 * Which run the frames in the history belong to. After a reset, frames of the previous run may still arrive before those of the next one;
 * the run named last is the open one.
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
