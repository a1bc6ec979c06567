/**
 * What a dialog declares, once, in the `describe.ts` of its folder. `registry.ts` lists the descriptions; the palette, the list of keys,
 * the top bar and docs/dialogs.md are derived from that list.
 */
import { type ComponentType, lazy } from 'react'
import type { Hideable } from '../../share/hide'
import type { Command } from '../state/command'
import type { LabState } from '../state/store/store'

export interface DialogDescription {
  /** The id that `showDialog` takes. */
  readonly id: string
  readonly title: string
  readonly Component: ComponentType<DialogProps>
  /** Its entry in the palette, and its keys. If absent, only controls open it. */
  readonly entry?: Pick<Command, 'group' | 'label' | 'also' | 'keys' | 'help'>
  /** What the entry and the button do, if not showing the dialog. */
  readonly act?: () => void
  /** Whether the palette lists the entry for the open experiment. */
  readonly offered?: (state: LabState) => boolean
  /** Whether the entry can be used now. */
  readonly enabled?: (state: LabState) => boolean
  /** A link that hides this part also hides the entry and the button. */
  readonly part?: Hideable
  /** Its button in the top bar. */
  readonly button?: { readonly text: string }
  /** Other palette entries that belong to the dialog. */
  readonly more?: (state: LabState) => readonly Command[]
  /** The page of docs/ that explains it. */
  readonly doc?: string
}

export interface DialogProps {
  /** All commands, for dialogs that list them. */
  readonly commands: () => readonly Command[]
}

/** A component whose code is loaded when it is first shown. */
export const lazily = (load: () => Promise<ComponentType<DialogProps>>) => lazy(async () => ({ default: await load() }))
