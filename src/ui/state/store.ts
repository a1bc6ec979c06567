/**
 * What changes at human speed: the draft and its problems, what is open, the run state, selection, layout, theme.
 * A vanilla zustand store read by one-value selectors; actions are exported functions: actions.ts, opening.ts, training.ts, shown.ts.
 * Frames, series, canvases, plotly and the worker client live outside React.
 */
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { DeviceInfo, Missing } from '../../engine/device'
import { DEFAULT_PRESET, presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import type { Problem } from '../../problem'
import type { LayerInfo, OtherPart } from '../../readings/layers'
import type { OwnSample } from '../../readings/sample'
import type { Provenance } from '../../runs/record'
import type { Asked } from '../../share/asked'
import type { Embed } from '../../share/embed'
import type { Hideable } from '../../share/hide'
import type { LessonName } from '../../share/lesson'
import type { FullView, Sizes } from '../../share/view'
import type { Cost, KeptRun, Progress, RunState } from '../../worker/protocol'

export interface LabState {
  /**
   * The experiment that the worker was last asked for, and the one being edited; equal unless an edit has a problem. Where its data
   * is missing no network is open, and there are no layers.
   */
  readonly open: Experiment
  /** The preset that it was compared with when it was opened. */
  readonly openedAs: string
  readonly draft: Experiment
  readonly problems: readonly Problem[]
  /** The preset that the draft is compared with: its name. */
  readonly preset: string
  /** The run that the draft is, or will be opened as. */
  readonly draftRun: string
  readonly past: readonly PastDraft[]
  readonly future: readonly PastDraft[]
  readonly cost: Cost | null
  readonly layers: readonly LayerInfo[]
  /** What is learned besides; unknown of a saved run. */
  readonly otherParts: readonly OtherPart[]
  /** What the outputs are called, where the open set is a person's own and says so. */
  readonly outputNames: readonly string[]
  readonly run: RunState
  /** A person paused, and the GPU is not done yet. */
  readonly pausing: boolean
  readonly progress: Progress | null
  readonly device: DeviceInfo | null
  /** The SHA-256 of the shaders that the worker runs; empty before it has started. */
  readonly shaders: string
  /** Why there is no WebGPU, if so: shows the page that explains it. */
  readonly missing: { readonly reason: Missing | 'lost' | 'no-data'; readonly message: string } | null
  /** The selected layer's name; null: the first spiking layer. */
  readonly layer: string | null
  /** The time step shown by the views, counted from 0, or null for all. */
  readonly step: number | null
  /** The pinned sample, counted from 0, and how many there are; none before anything is open. */
  readonly sample: number
  /** A sample that the user makes, shown instead of that one. */
  readonly own: OwnSample | null
  readonly pinned: number
  /** Whose potentials the views count: those of the newest training batch, or of the pinned sample. */
  readonly counted: 'batch' | 'sample'
  /** Which weights of a layer are shown: W, through which it gets the layer before, or R, its recurrent weights, where it has them. */
  readonly weights: 'W' | 'R'
  /** The channel of a feature map that the raster shows; null: all of them. */
  readonly channel: number | null
  /** The neuron whose trace is shown: its place times the channels, and its channel. */
  readonly neuron: number | null
  /** The scale of the counts of potentials. */
  readonly counts: 'linear' | 'log'
  /** What the raster shows: neurons by activity or by index, or the channels as images where there are any. */
  readonly raster: 'rate' | 'index' | 'maps'
  /** The view that fills the page; null: all of them share it. */
  readonly full: FullView | null
  /** The sizes of panels that are not as they are at the start, in percent of the page. */
  readonly sizes: Sizes
  /** Of Health the head alone is shown. */
  readonly healthFolded: boolean
  readonly theme: 'dark' | 'light'
  /** Of everything on the page, in percent. */
  readonly scale: number
  /** A short message for the status line and the live region: an error, a copied link. */
  readonly notice: { readonly kind: 'info' | 'error'; readonly text: string; readonly undo?: true } | null
  /** What this browser last kept of a run to go on from, or why it could not. */
  readonly kept: { readonly id: string; readonly step: number; readonly at: number; readonly error: string | null } | null
  /** Saved runs to go on with, until a person has chosen or trains. */
  readonly offers: readonly KeptRun[] | null
  /** What the link that was opened did not say plainly, or why it could not be opened as it was meant. Gone when training starts. */
  readonly linkNotes: LinkNotes | null
  /** What a teacher's link leaves off the page. */
  readonly hidden: readonly Hideable[]
  /** The lesson whose text stands next to the views. */
  readonly lesson: LessonName | null
  /** The experiment file elsewhere that a link asks for, until a person has answered. */
  readonly asked: Asked | null
  readonly dialog: Dialog | null
  /** The page is within another: what of it is shown beside the one view. */
  readonly embed: Embed | null
  /** A newer version of the lab waits for a reload. */
  readonly newVersion: boolean
  /** The saved run that the views show in the stead of what is open. */
  readonly looking: Looked | null
  /** The kernels are being timed. */
  readonly tuning: boolean
  /** Single-key shortcuts act. */
  readonly shortcuts: boolean
}

export interface Looked {
  readonly name: string
  /** It came with the lab. */
  readonly recorded: boolean
  readonly provenance: Provenance
  /** What the views read of it where they would read what is open. */
  readonly shown: Pick<LabState, 'open' | 'openedAs' | 'layers' | 'otherParts' | 'run' | 'progress' | 'pinned' | 'counted'>
}

export interface LinkNotes {
  readonly lines: readonly string[]
  /** What differs from the preset, setting by setting, where it is too much for a line. */
  readonly changes: readonly string[]
  /** What is wrong with the link, setting by setting. */
  readonly faults: readonly string[]
  /** It could not be opened as it was meant. */
  readonly refused?: true
  /** The preset to offer, where none is open in its stead and one is near. */
  readonly nearest: string | null
}

/** A draft with the preset that it is compared with. */
export interface Draft {
  readonly experiment: Experiment
  readonly preset: string
}

/** A draft to come back to, and the run that it was: what it had learned comes back with it. */
export interface PastDraft extends Draft {
  readonly run: string
}

export type Dialog =
  | 'presets'
  | 'data'
  | 'eventImport'
  | 'slrImport'
  | 'responseImport'
  | 'boxImport'
  | 'tableImport'
  | 'keys'
  | 'lessons'
  | 'glossary'
  | 'docs'
  | 'device'
  | 'share'
  | 'code'
  | 'experiment'
  | 'compare'
  | 'sweep'
  | 'maps'
  | 'attribution'
  | 'palette'
  | 'health'
  | 'cost'
  | 'energy'
  | 'runs'
  | 'events'
  | 'camera'
  | 'correlation'
  | 'neuron'
  | 'tiny'

const first = presetNamed(DEFAULT_PRESET)!.experiment

export const store = createStore<LabState>(() => ({
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
  layer: null,
  step: null,
  sample: 0,
  own: null,
  pinned: 0,
  counted: 'batch',
  weights: 'W',
  channel: null,
  neuron: null,
  counts: 'linear',
  raster: 'rate',
  full: null,
  sizes: {},
  healthFolded: false,
  theme: 'dark',
  scale: 100,
  notice: null,
  kept: null,
  offers: null,
  linkNotes: null,
  hidden: [],
  lesson: null,
  asked: null,
  dialog: null,
  embed: null,
  newVersion: false,
  looking: null,
  tuning: false,
  shortcuts: true,
}))

/** Around views of a saved run: what they read of it. Everything else reads what is open. */
export const Shown = createContext<Partial<LabState> | null>(null)

/** Reads one value; the component renders only when it changes. */
export function useLab<T>(select: (state: LabState) => T): T {
  const shown = useContext(Shown)
  return useStore(store, shown ? (state) => select({ ...state, ...shown }) : select)
}

export const setLab = (change: Partial<LabState>): void => store.setState(change)

/** Whether a teacher's link leaves this off the page. */
export const useHidden = (part: Hideable): boolean => useLab((state) => state.hidden.includes(part))
