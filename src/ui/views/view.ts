/**
 * What a view declares, once, in the `describe.ts` of its folder. `registry.ts` lists these; the regions of the page, full size, embedding,
 * what a link can hide, the palette, the keys and the table in docs/views.md are made from that list.
 */
import type { ComponentType } from 'react'
import type { Size } from '../../share/view'
import type { ThisView } from '../base/this-view'
import type { Command } from '../state/command'
import type { Watched } from '../state/session/watching'
import type { LabState } from '../state/store/store'

/** Where it stands: across the top, below it alone, in the row of what a batch leaves, in the row of the history, at the side. */
export type Region = 'top' | 'middle' | 'row' | 'history' | 'side'

export interface ViewDescription extends ThisView {
  /** Its folder, and its name in links. */
  readonly id: string
  /** As the page, its region and the palette name it. */
  readonly title: string
  readonly Component: ComponentType
  readonly region: Region
  /** It can fill the page, and be the one view of an embedded lab. */
  readonly full: boolean
  /** The size that a drag of its edge changes. */
  readonly size?: Size
  /** Links can hide it; what Share and the list of keys call it then. */
  readonly hides?: string
  /** Whether there is anything to show for what is open. Absent: always. */
  readonly applies?: (state: LabState) => boolean
  /** A saved run has what it shows. */
  readonly saved: boolean
  /** It saves figures. */
  readonly figure: boolean
  /** What the worker sends for it beyond the selected layer. */
  readonly watches?: (state: LabState) => Watched
  /** Its entries in the palette, and their keys. */
  readonly commands?: (state: LabState) => readonly Command[]
  /** The page of docs/ that explains it. */
  readonly doc: string
}
