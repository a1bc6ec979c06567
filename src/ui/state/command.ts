/**
 * An action as data: its label, its keys, whether it is available now. The palette, the list of keys and the keyboard read lists of them,
 * which shell/commands.ts gathers. Actions offered by controls of the views: base/palette-actions.ts.
 */
import type { Hideable } from '../../share/hide'

export const GROUPS = ['Run', 'Experiment', 'Views', 'Layers', 'Page', 'Presets'] as const

export interface Command {
  /** A unique id, the same in every session. */
  readonly id: string
  readonly group: (typeof GROUPS)[number]
  readonly label: string
  /** Other words that find it in the palette. */
  readonly also?: string
  /** Keys as in the list of shortcuts: 'Space', 'Shift →', 'Ctrl Z', 'R'. Those without Ctrl need single-key shortcuts to be on. */
  readonly keys?: string
  /** The text in the list of shortcuts, where the label is too short. */
  readonly help?: string
  /** The command repeats while its key is held down. */
  readonly repeats?: true
  /** Whether the command can be used now; always by default. */
  readonly enabled?: boolean
  /** Hides the command where a teacher's link hides this part. */
  readonly part?: Hideable
  readonly act: () => void
}

/** Whether the keys pressed are those of a command. On a Mac the command key does what Ctrl does. */
export function pressed(keys: string, event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  const parts = keys.split(' ')
  const key = parts.at(-1)!
  if (event.altKey || (event.ctrlKey || event.metaKey) !== parts.includes('Ctrl')) return false
  const named = { ' ': 'Space', ArrowRight: '→', ArrowLeft: '←' }[event.key] ?? event.key
  // Keyboards differ in how they type signs, so the shift key is compared only for letters and arrows.
  if (/^[a-z→←]$/i.test(key) && event.shiftKey !== parts.includes('Shift')) return false
  return named.toLowerCase() === key.toLowerCase()
}

/** The rows of the list of shortcuts; the keys of the layers share one row. */
export function keyRows(commands: readonly Command[]): (readonly [keys: string, does: string])[] {
  const rows = commands.flatMap(({ keys, label, help, group }) => (keys && group !== 'Layers' ? [[keys, help ?? label] as const] : []))
  return [...rows, ['1 … 9', 'Select a layer'], ['F1', 'Explain the control that has the focus']]
}
