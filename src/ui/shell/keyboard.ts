/** Keys that act on the lab: single ones only when no control that uses the key has focus, and only while they are on. Which keys there are: commands.ts. */

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
  // Asked of the page: the store does not know every dialog.
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') || missing) return
  // One that is on its way will have the keys.
  if (dialog !== null && !document.querySelector('dialog')) return
  const held = event.ctrlKey || event.metaKey
  if (event.key === 'Escape' && store.getState().fullView && !document.querySelector(':popover-open')) {
    event.preventDefault()
    showFull(null)
    return
  }
  // What is being typed is undone by the field itself.
  if (held ? isText(event.target) && !/^k$/i.test(event.key) : !shortcuts || uses(event.target, event.key)) return
  const command = commandsOf().find(({ keys }) => keys && pressed(keys, event))
  if (!command || (event.repeat && !command.repeats)) return
  event.preventDefault()
  if (command.enabled ?? true) command.act()
}

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=range], [type=checkbox], [type=radio]), textarea')

/** Whether the control with focus does something of its own with the key. */
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
