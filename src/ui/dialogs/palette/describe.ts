/** The command palette. Its code is part of the initial load, so that typing right after its shortcut reaches its field. */
import type { DialogDescription } from '../dialog'
import { Palette } from './palette'

export const paletteDialog: DialogDescription = {
  id: 'palette',
  title: 'Find an action',
  Component: Palette,
  entry: { group: 'Page', label: 'Find an action', keys: 'Ctrl K' },
}
