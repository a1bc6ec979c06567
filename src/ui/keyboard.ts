/** Single-key shortcuts: they act only when no control that uses the key has focus, and only while they are on. */
import { attempt, nextStep, playOrPause, redo, reset, selectLayer, share, showDialog, step, undo } from './actions'
import { store } from './store'

/** For the dialog that lists them. */
export const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Space', 'Play or pause'],
  ['→', 'Step: one batch'],
  ['Shift →', 'Move the time cursor of the views: all steps, t = 1, t = 2, …'],
  ['R', 'Reset to step 0'],
  ['S', 'Share: copy a link'],
  ['1 … 9', 'Select a layer'],
  ['Ctrl Z, Ctrl Shift Z', 'Undo and redo a change of the experiment'],
  ['?', 'This list'],
]

/** Listens until the page ends. */
export function listenToKeys(): void {
  window.addEventListener('keydown', onKey)
}

function onKey(event: KeyboardEvent): void {
  const { shortcuts, missing } = store.getState()
  // Asked of the page, not of the store, which hears of a closed dialog a moment later.
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') || missing) return
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z') {
    if (isText(event.target)) return
    event.preventDefault()
    if (event.shiftKey) redo()
    else undo()
    return
  }
  if (!shortcuts || event.ctrlKey || event.metaKey || event.altKey || uses(event.target, event.key)) return
  const act = actionOf(event)
  if (!act) return
  event.preventDefault()
  act()
}

function actionOf({ key, shiftKey, repeat }: KeyboardEvent): (() => void) | undefined {
  if (key === 'ArrowRight') return shiftKey ? nextStep : () => attempt(step())
  if (repeat) return undefined
  if (key === ' ') return () => attempt(playOrPause())
  if (key.toLowerCase() === 'r') return () => attempt(reset())
  if (key.toLowerCase() === 's') return () => attempt(share())
  if (key === '?') return () => showDialog('keys')
  const layer = store.getState().layers.filter(({ kind }) => kind !== 'input')[Number(key) - 1]
  return /^[1-9]$/.test(key) && layer ? () => selectLayer(layer.name) : undefined
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
      'input, [role=slider], [role=spinbutton], [role=listbox], [role=option], [role=tab], [role=grid], [role=gridcell]',
    )
  return target.matches('[role=listbox], [role=option]')
}
