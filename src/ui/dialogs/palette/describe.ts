/** The command palette. Its code is there from the start: what is typed right after its key belongs in its field. */
import type { DialogDescription } from '../dialog'
import { Palette } from './palette'

export const paletteDialog: DialogDescription = {
  id: 'palette',
  title: 'Find an action',
  Component: Palette,
  entry: { group: 'Page', label: 'Find an action', keys: 'Ctrl K' },
}
