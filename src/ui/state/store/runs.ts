/** Saved runs as the page deals with them: the newest checkpoint, runs to resume, and the saved run in view. */
import type { Provenance } from '../../../runs/record'
import type { ResumableRun } from '../../../worker/protocol'
import type { SelectionSlice } from './selection'
import type { SessionSlice } from './session'

export interface RunsSlice {
  /** The newest checkpoint of a run that this browser has saved, or why it could not be. */
  readonly checkpoint: { readonly id: string; readonly step: number; readonly at: number; readonly error: string | null } | null
  /** Saved runs offered for resuming, until the user has chosen one or trains. */
  readonly resumable: readonly ResumableRun[] | null
  /** The saved run that the views show instead of what is open. */
  readonly viewedRun: ViewedRun | null
}

interface ViewedRun {
  readonly name: string
  /** Whether it is the run that comes with the lab. */
  readonly recorded: boolean
  readonly provenance: Provenance
  /** State of the saved run that replaces the state of the open one in the views. */
  readonly shown: Pick<SessionSlice, 'open' | 'openedAs' | 'layers' | 'otherParts' | 'run' | 'progress'> &
    Pick<SelectionSlice, 'pinned' | 'counted'>
  /** Returns the views to the open run. */
  readonly close: () => Promise<void>
}

export const runsAtStart = (): RunsSlice => ({ checkpoint: null, resumable: null, viewedRun: null })
