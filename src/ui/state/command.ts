/**
 * An action as data: what it is called, which keys it has, whether it can be done now. The palette, the list of keys and the keyboard read
 * such lists; shell/commands.ts gathers them. What controls of the views offer: base/palette-actions.ts.
 */
import type { Hideable } from '../../share/hide'

export const GROUPS = ['Run', 'Experiment', 'Views', 'Layers', 'Page', 'Presets'] as const

export interface Command {
  /** Unique, and the same in every session. */
  readonly id: string
  readonly group: (typeof GROUPS)[number]
  readonly label: string
  /** As the list of keys shows them: 'Space', 'Shift →', 'Ctrl Z', 'R'. Those without Ctrl act only while single keys are on. */
  readonly keys?: string
  /** What the list of keys says, where that is more than the label. */
  readonly help?: string
  /** The key may be held down. */
  readonly repeats?: true
  /** Absent: always. */
  readonly enabled?: boolean
  /** Not offered where a teacher's link hides this. */
  readonly part?: Hideable
  readonly act: () => void
}

/** Whether the keys pressed are those of a command. On a Mac the command key does what Ctrl does. */
export function pressed(keys: string, event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  const parts = keys.split(' ')
  const key = parts.at(-1)!
  if (event.altKey || (event.ctrlKey || event.metaKey) !== parts.includes('Ctrl')) return false
  const named = { ' ': 'Space', ArrowRight: '→', ArrowLeft: '←' }[event.key] ?? event.key
  // How a sign is typed differs between keyboards: only letters and arrows depend on the shift key.
  if (/^[a-z→←]$/i.test(key) && event.shiftKey !== parts.includes('Shift')) return false
  return named.toLowerCase() === key.toLowerCase()
}

/** Rows of the list of keys, with the layers' keys in one. */
export function keyRows(commands: readonly Command[]): (readonly [keys: string, does: string])[] {
  const rows = commands.flatMap(({ keys, label, help, group }) => (keys && group !== 'Layers' ? [[keys, help ?? label] as const] : []))
  return [...rows, ['1 … 9', 'Select a layer'], ['F1', 'Explain the control that has the focus']]
}
