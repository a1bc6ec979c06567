/**
 * A text of equations as a plain field that lists what may follow at the caret. The list appears while a name is typed, or on Ctrl
 * Space; the arrows choose in it, Enter takes the chosen one, Escape closes it, and the tab key leaves the text, as it leaves any field.
 */

import { type ComponentProps, type KeyboardEvent, useId, useState } from 'react'
import { type Completions, completionsAt } from '../../neurons/equations/complete'
import controlsCss from '../base/style/controls.module.css'
import css from './equations-field.module.css'

interface FieldProps extends Omit<ComponentProps<'textarea'>, 'onChange'> {
  readonly value: string
  readonly change: (text: string) => void
}

interface Shown extends Completions {
  readonly caret: number
  readonly area: HTMLTextAreaElement
  /** The chosen option, or -1. */
  readonly active: number
}

/** The most options at once; more letters leave fewer. */
const MOST = 8

export function EquationsField({ change, ...area }: FieldProps) {
  const id = useId()
  const [shown, show] = useState<Shown | null>(null)
  const open = (area: HTMLTextAreaElement, asked = false) => {
    const caret = area.selectionStart
    const found = completionsAt(area.value, caret, asked)
    show(found && { ...found, options: found.options.slice(0, MOST), caret, area, active: -1 })
  }
  const take = ({ area, from, caret }: Shown, text: string) => {
    area.setSelectionRange(from, caret)
    // The only way to change a text that the browser can undo.
    document.execCommand('insertText', false, text)
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === ' ' && event.ctrlKey) open(event.currentTarget, true)
    else if (!shown) return
    else if (event.key === 'ArrowDown') show({ ...shown, active: Math.min(shown.active + 1, shown.options.length - 1) })
    else if (event.key === 'ArrowUp' && shown.active >= 0) show({ ...shown, active: shown.active - 1 })
    else if (event.key === 'Enter' && shown.active >= 0) take(shown, shown.options[shown.active]!.text)
    else if (event.key === 'Escape') show(null)
    else return
    event.preventDefault()
  }
  return (
    <>
      <textarea
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        wrap="off"
        aria-autocomplete="list"
        {...(shown && { 'aria-controls': `${id}list` })}
        {...(shown && shown.active >= 0 && { 'aria-activedescendant': `${id}${shown.active}` })}
        {...area}
        onChange={(event) => {
          change(event.currentTarget.value)
          open(event.currentTarget)
        }}
        onKeyDown={press}
        onSelect={(event) => shown && event.currentTarget.selectionStart !== shown.caret && show(null)}
        onBlur={() => show(null)}
      />
      {shown && (
        <div
          key={shown.caret}
          ref={(list) => {
            if (list) place(list, shown)
          }}
          id={`${id}list`}
          popover="manual"
          role="listbox"
          aria-label="Completions"
          className={css.list}
        >
          {shown.options.map(({ text, about }, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the text has the focus and the keys.
            <div
              key={text}
              id={`${id}${index}`}
              role="option"
              aria-selected={index === shown.active}
              onPointerDown={(event) => {
                // Keeps the focus in the text.
                event.preventDefault()
                take(shown, text)
              }}
            >
              <code>{text}</code>
              <small>{about}</small>
            </div>
          ))}
        </div>
      )}
      <span role="status" className={controlsCss.hidden}>
        {shown &&
          `${shown.options.length} ${shown.options.length === 1 ? 'completion' : 'completions'}: arrow down chooses, Enter takes it.`}
      </span>
    </>
  )
}

/** Places the list below the letters that it completes, or above them if there is no room. */
function place(list: HTMLElement, { area, from }: Shown): void {
  if (!list.matches(':popover-open')) list.showPopover()
  const { paddingLeft, paddingTop, lineHeight, font } = getComputedStyle(area)
  const pen = document.createElement('canvas').getContext('2d')!
  pen.font = font
  const above = area.value.slice(0, from).split('\n')
  const { left, top } = area.getBoundingClientRect()
  const height = Number.parseFloat(lineHeight)
  const x = left + Number.parseFloat(paddingLeft) + pen.measureText(above.at(-1)!).width - area.scrollLeft
  const y = top + Number.parseFloat(paddingTop) + (above.length - 1) * height - area.scrollTop
  list.style.left = `${Math.max(0, Math.min(x, innerWidth - list.offsetWidth - 8))}px`
  list.style.top = `${y + height + list.offsetHeight > innerHeight ? y - list.offsetHeight : y + height}px`
}
