/**
 * Keyboard shortcuts. Single keys act only while they are enabled and the focused control does not use the key. The keys are in
 * commands.ts.
 */

import { pressed } from '../state/command'
import { showFull } from '../state/selection/select'
import { store } from '../state/store/store'
import { listenToFocus } from './at-hand'
import { commandsOf } from './commands'

/** Listens until the page ends. */
export function listenToKeys(): void {
  window.addEventListener('keydown', onKey)
  listenToFocus()
}

function onKey(event: KeyboardEvent): void {
  const { shortcuts, missing, dialog } = store.getState()
  // Checks the page itself, because the store does not know every dialog.
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') || missing) return
  // A dialog that is still loading will handle the keys.
  if (dialog !== null && !document.querySelector('dialog')) return
  const held = event.ctrlKey || event.metaKey
  if (event.key === 'Escape' && store.getState().fullView && !document.querySelector(':popover-open')) {
    event.preventDefault()
    showFull(null)
    return
  }
  // Text fields handle undo and editing keys themselves.
  if (held ? isText(event.target) && !/^k$/i.test(event.key) : !shortcuts || uses(event.target, event.key)) return
  const command = commandsOf().find(({ keys }) => keys && pressed(keys, event))
  if (!command || (event.repeat && !command.repeats)) return
  event.preventDefault()
  if (command.enabled ?? true) command.act()
}

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=range], [type=checkbox], [type=radio]), textarea')

/** Whether the focused control handles the key itself. */
function uses(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || isText(target) || target.matches('select')) return true
  if (key === ' ') return target.matches('button, summary, a[href], input, [role=button], [role=option]')
  if (key === 'ArrowRight')
    return target.matches(
      'canvas, input, [role=slider], [role=spinbutton], [role=listbox], [role=option], [role=tab], [role=grid], [role=gridcell]',
    )
  return target.matches('[role=listbox], [role=option]')
}
