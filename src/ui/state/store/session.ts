/** The experiment: as it is edited, and as the worker has it open; and the state of its run. */
import type { DeviceInfo, Missing } from '../../../engine/device'
import { DEFAULT_PRESET, presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import type { Problem } from '../../../problem'
import type { LayerInfo, OtherPart } from '../../../readings/layers'
import type { Cost, Progress, RunState } from '../../../worker/protocol'

export interface SessionSlice {
  /**
   * The experiment that the worker was last asked for, and the one being edited; equal unless an edit has a problem. Where its data
   * is missing no network is open, and there are no layers.
   */
  readonly open: Experiment
  /** The name of the preset that it was compared with when it was opened. */
  readonly openedAs: string
  readonly draft: Experiment
  readonly problems: readonly Problem[]
  /** The name of the preset that the draft is compared with. */
  readonly preset: string
  /** The id of the run that the draft is, or will be opened as. */
  readonly draftRun: string
  readonly past: readonly PastDraft[]
  readonly future: readonly PastDraft[]
  readonly cost: Cost | null
  readonly layers: readonly LayerInfo[]
  /** Learned parts other than layers; unknown for a saved run. */
  readonly otherParts: readonly OtherPart[]
  /** Names of the outputs, where the open data set is the user's and names them. */
  readonly outputNames: readonly string[]
  readonly run: RunState
  /** The user paused, and the GPU has not finished yet. */
  readonly pausing: boolean
  readonly progress: Progress | null
  readonly device: DeviceInfo | null
  /** SHA-256 of the shaders that the worker runs; empty before it has started. */
  readonly shaders: string
  /** Why there is no WebGPU, if so: shows the page that explains it. */
  readonly missing: { readonly reason: Missing | 'lost' | 'no-data'; readonly message: string } | null
  /** Whether kernels are being autotuned. */
  readonly tuning: boolean
}

/** A draft, and the preset that it is compared with. */
export interface Draft {
  readonly experiment: Experiment
  readonly preset: string
}

/** A draft to come back to, and the run that it was: what that run had learned comes back with it. */
export interface PastDraft extends Draft {
  readonly run: string
}

const first = presetNamed(DEFAULT_PRESET)!.experiment

export const sessionAtStart = (): SessionSlice => ({
  open: first,
  openedAs: DEFAULT_PRESET,
  draft: first,
  problems: [],
  preset: DEFAULT_PRESET,
  draftRun: crypto.randomUUID(),
  past: [],
  future: [],
  cost: null,
  layers: [],
  otherParts: [],
  outputNames: [],
  run: { kind: 'idle' },
  pausing: false,
  progress: null,
  device: null,
  shaders: '',
  missing: null,
  tuning: false,
})
