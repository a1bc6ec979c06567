/** The page around the views: what fills it, which dialog is open, its messages, what a link left off it, and the user's settings. */
import type { Asked } from '../../../share/asked'
import type { Embed } from '../../../share/embed'
import type { Hideable } from '../../../share/hide'
import type { LessonName } from '../../../share/lesson'
import type { Sizes } from '../../../share/view'
import type { ViewName } from '../../../share/views'

export interface PageSlice {
  /** The view that fills the page; null: all views share it. */
  readonly fullView: ViewName | null
  /** The sizes of panels that differ from those at the start, in percent of the page. */
  readonly sizes: Sizes
  /** Whether only the header of Health is shown. */
  readonly healthFolded: boolean
  readonly theme: 'dark' | 'light'
  /** The size of everything on the page in percent. */
  readonly scale: number
  /** Whether single-key shortcuts are active. */
  readonly shortcuts: boolean
  /** The dialog that is open, by its id in dialogs/registry.ts. */
  readonly dialog: string | null
  /** A short message for the status line and the live region: an error, a copied link. */
  readonly notice: { readonly kind: 'info' | 'error'; readonly text: string; readonly undo?: true } | null
  /** Notes on the opened link: what was missing, or why it could not be opened as intended. Cleared when training starts. */
  readonly linkNotes: LinkNotes | null
  /** The parts of the page that a link or the user hides. */
  readonly hidden: readonly Hideable[]
  /** The lesson whose text is shown next to the views. */
  readonly lesson: LessonName | null
  /** The experiment file elsewhere that a link asks for, until the user has answered. */
  readonly asked: Asked | null
  /** Set where the page is embedded in another: what it shows in addition to the one view. */
  readonly embed: Embed | null
  /** Whether a newer version of the lab is ready, to be used after a reload. */
  readonly newVersion: boolean
}

export interface LinkNotes {
  readonly lines: readonly string[]
  /** The settings that differ from the preset, where they do not fit on a line. */
  readonly changes: readonly string[]
  /** The errors in the link, one per setting. */
  readonly faults: readonly string[]
  /** The link could not be opened as intended. */
  readonly refused?: true
  /** The most similar preset, offered where nothing else was opened. */
  readonly nearest: string | null
}

export const pageAtStart = (): PageSlice => ({
  fullView: null,
  sizes: {},
  healthFolded: false,
  theme: 'dark',
  scale: 100,
  shortcuts: true,
  dialog: null,
  notice: null,
  linkNotes: null,
  hidden: [],
  lesson: null,
  asked: null,
  embed: null,
  newVersion: false,
})
