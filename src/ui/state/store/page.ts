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
  /** Only the head of Health is shown. */
  readonly healthFolded: boolean
  readonly theme: 'dark' | 'light'
  /** The size of everything on the page, in percent. */
  readonly scale: number
  /** Single-key shortcuts act. */
  readonly shortcuts: boolean
  /** The dialog that is open, by its id in dialogs/registry.ts. */
  readonly dialog: string | null
  /** A short message for the status line and the live region: an error, a copied link. */
  readonly notice: { readonly kind: 'info' | 'error'; readonly text: string; readonly undo?: true } | null
  /** What the opened link did not say plainly, or why it could not be opened as it was meant. Gone when training starts. */
  readonly linkNotes: LinkNotes | null
  /** What a teacher's link leaves off the page. */
  readonly hidden: readonly Hideable[]
  /** The lesson whose text stands next to the views. */
  readonly lesson: LessonName | null
  /** The experiment file elsewhere that a link asks for, until the user has answered. */
  readonly asked: Asked | null
  /** The page is within another: what it shows besides the one view. */
  readonly embed: Embed | null
  /** A newer version of the lab waits for a reload. */
  readonly newVersion: boolean
}

export interface LinkNotes {
  readonly lines: readonly string[]
  /** What differs from the preset, setting by setting, where it is too much for a line. */
  readonly changes: readonly string[]
  /** What is wrong with the link, setting by setting. */
  readonly faults: readonly string[]
  /** It could not be opened as it was meant. */
  readonly refused?: true
  /** The preset to offer, where none was opened instead and one is near. */
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
