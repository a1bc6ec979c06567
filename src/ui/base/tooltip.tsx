/**
 * One tooltip for the page: shows the `data-help` of what is hovered, focused by key or tapped, with the definition and equation that the
 * glossary has of it (`data-word`, or `data-field` of a setting, whose help is the definition). It stays while the pointer is over it, and
 * goes at Escape or any other key. It covers no sentence that says what is wrong, and stays away while something is dragged. What it says is also the control's accessible description.
 */

import { useEffect, useRef, useState } from 'react'
import { MathText } from './math'
import controlsCss from './style/controls.module.css'
import css from './tooltip.module.css'
import { tooltipPlace } from './tooltip-place'
import { inSigns, type Word, wordOfField, words } from './words'

const DELAY_MS = 350
/** For the way from a control to its tooltip. */
const LINGER_MS = 150

interface Shown {
  readonly text: string
  /** What the glossary has of it. */
  readonly word: Word | undefined
  readonly element: HTMLElement
}

function shownOf(element: HTMLElement): Shown {
  const { help = '', word, field } = element.dataset
  const entry = words.get()[word ?? ''] ?? (field === undefined ? undefined : wordOfField(field))
  return { text: word !== undefined && entry ? `${entry.definition} ${help}`.trim() : help, word: entry, element }
}

/** The element whose help an event asks for; undefined where it happened on the tooltip itself. */
function askedBy({ target }: Event): HTMLElement | null | undefined {
  if (!(target instanceof Element)) return null
  return target.closest('[data-tooltip]') ? undefined : target.closest<HTMLElement>('[data-help]')
}

/** Controls that open what would lie under their help. */
const OPENING = 'summary, [popovertarget], [aria-haspopup]'

/** A name beside a field, which a tap does not change. */
const namesField = (label: HTMLLabelElement): boolean =>
  label.control !== null && !label.contains(label.control) && !label.control.matches('[type=checkbox], [type=radio]')

const isOpen = (element: HTMLElement): boolean =>
  element.matches('details[open] > summary') ||
  (element instanceof HTMLButtonElement && element.popoverTargetElement?.matches(':popover-open') === true)

/** Calls with what is to be shown, now or soon. Answers with the way to stop. */
function followHelp(show: (shown: Shown | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (shown: Shown | null, after: number) => {
    clearTimeout(timer)
    if (after > 0) timer = setTimeout(show, after, shown)
    else show(shown)
  }
  const hide = () => soon(null, 0)
  const hovered = (event: PointerEvent) => {
    const asked = askedBy(event)
    const element = asked && isOpen(asked) ? null : asked
    // What is dragged is over much, and itself what is looked at.
    if (event.pointerType === 'touch' || event.buttons !== 0) return
    if (element === undefined) clearTimeout(timer)
    else if (element) soon(shownOf(element), DELAY_MS)
    else soon(null, LINGER_MS)
  }
  const focused = (event: FocusEvent) => {
    const element = askedBy(event)
    if (element && !held && (event.target as Element).matches(':focus-visible')) soon(shownOf(element), 0)
  }
  // A finger cannot hover: its tap does what the control does, and says what that is, unless something opens there. A word that is
  // explained does nothing else; a name beside a field says what that is for, and leaves the focus, which would bring a keyboard up.
  const tapped = (event: MouseEvent) => {
    const element = askedBy(event)
    const touch = event instanceof PointerEvent && event.pointerType === 'touch'
    if (!element || !(touch || element.matches('[data-term]')) || element.matches(OPENING)) return
    if (touch && element.matches('[data-hint]')) return
    if (element instanceof HTMLLabelElement && namesField(element)) event.preventDefault()
    soon(shownOf(element), 0)
  }
  let held = false
  const pressed = (event: Event) => {
    held = true
    if (askedBy(event) !== undefined) hide()
  }
  const released = () => {
    held = false
  }
  const stop = new AbortController()
  const options = { capture: true, signal: stop.signal }
  document.addEventListener('pointerover', hovered, options)
  document.addEventListener('focusin', focused, options)
  document.addEventListener('click', tapped, options)
  document.addEventListener('pointerdown', pressed, options)
  for (const name of ['pointerup', 'pointercancel']) document.addEventListener(name, released, options)
  for (const name of ['focusout', 'keydown', 'scroll']) document.addEventListener(name, hide, options)
  // Its place was that of what it explains.
  window.addEventListener('resize', hide, options)
  return () => {
    clearTimeout(timer)
    stop.abort()
  }
}

function place(tip: HTMLElement, element: HTMLElement): void {
  const wrong = Array.from(document.querySelectorAll(`.${controlsCss.error}`), (sentence) => sentence.getBoundingClientRect())
  const view = { width: window.innerWidth, height: window.innerHeight }
  const { left, top } = tooltipPlace(tip.getBoundingClientRect(), element.getBoundingClientRect(), view, wrong)
  tip.style.left = `${left}px`
  tip.style.top = `${top}px`
}

export function Tooltip() {
  const [shown, setShown] = useState<Shown | null>(null)
  const ref = useRef<HTMLDivElement>(null)

  useEffect(() => followHelp(setShown), [])

  useEffect(() => {
    const tip = ref.current
    if (!tip || !shown) return
    place(tip, shown.element)
    // What a field refuses is said when the focus has gone on.
    const frame = requestAnimationFrame(() => place(tip, shown.element))
    return () => cancelAnimationFrame(frame)
  }, [shown])

  if (!shown || (shown.text === '' && !shown.word)) return null
  // In an open modal everything outside is under its backdrop: a popover lies in the top layer with it.
  return (
    <div
      ref={(element) => {
        ref.current = element
        if (element && !element.matches(':popover-open')) element.showPopover?.()
      }}
      data-tooltip
      className={css.tooltip}
      popover="manual"
      aria-hidden="true"
    >
      {shown.text}
      {shown.word?.equations?.map((equation) => (
        <div key={equation.join()} className={css.equation}>
          <MathText text={inSigns(equation.join(' '))} />
        </div>
      ))}
    </div>
  )
}
