/**
 * A view's description, exported once from the `describe.ts` of its folder and listed in `registry.ts`. The list determines the regions of
 * the page, full size, embedding, what a link can hide, the palette, the keys and the table in docs/views.md.
 */
import type { ComponentType } from 'react'
import type { Size } from '../../share/view'
import type { ThisView } from '../base/this-view'
import type { Command } from '../state/command'
import type { Watched } from '../state/session/watching'
import type { LabState } from '../state/store/store'

/** Its position: across the top, alone below it, in the row of batch measurements, in the row of the history, or at the side. */
export type Region = 'top' | 'middle' | 'row' | 'history' | 'side'

export interface ViewDescription extends ThisView {
  /** The name of its folder and its id in links. */
  readonly id: string
  /** The title on the page, of its region, and in the palette. */
  readonly title: string
  readonly Component: ComponentType
  readonly region: Region
  /** Whether it can fill the page and be the only view of an embedded lab. */
  readonly full: boolean
  /** The size that dragging its edge changes. */
  readonly size?: Size
  /** Its name in Share and in the list of keys, if links can hide it. */
  readonly hides?: string
  /** Whether the simple view, which a first visitor sees, shows it. */
  readonly simple: boolean
  /** Whether the open experiment has anything for it to show; absent: always. */
  readonly applies?: (state: LabState) => boolean
  /** Whether a saved run contains what it shows. */
  readonly saved: boolean
  /** Whether it can save figures. */
  readonly figure: boolean
  /** What the worker sends for it in addition to the selected layer. */
  readonly watches?: (state: LabState) => Watched
  /** Its commands in the palette, and their keys. */
  readonly commands?: (state: LabState) => readonly Command[]
  /** The page of docs/ that explains it. */
  readonly doc: string
}
