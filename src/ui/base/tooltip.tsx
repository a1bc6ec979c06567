/**
 * One tooltip for the page: shows the `data-help` of the element that is hovered, focused by key or tapped, and the definition and equation
 * of its glossary entry (`data-about`), with a link into the docs. It stays while the pointer is over it, and closes on Escape or any other
 * key. F1, and Enter on a term, move the focus into it. It covers no error message and nothing marked `data-uncovered`, and does not appear while something is dragged.
 * The same text is the control's accessible description.
 */

import { type KeyboardEvent, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { entriesDrawn, type GlossaryEntry, glossary, inSigns } from './glossary'
import { MathText } from './math'
import controlsCss from './style/controls.module.css'
import css from './tooltip.module.css'
import { tooltipPlace } from './tooltip-place'

const DELAY_MS = 350
/** How long a tooltip stays open while the pointer moves to it from its control. */
const LINGER_MS = 150

interface Shown {
  readonly help: string
  /** The glossary entry of the term, if it has one. */
  readonly entry: GlossaryEntry | undefined
  /** The entries of words drawn in the plot, if the element is the title of a plot. */
  readonly drawn: readonly { readonly text: string; readonly entry: GlossaryEntry }[]
  readonly element: HTMLElement
  /** The element that had the focus before keys moved it into the tooltip, and gets it back. */
  readonly from: HTMLElement | null
}

const shownOf = (element: HTMLElement, from: HTMLElement | null = null): Shown => {
  const { help = '', about = '', drawn } = element.dataset
  const known = glossary.get()
  return { help, entry: known[about], drawn: drawn ? entriesDrawn(JSON.parse(drawn), known, about) : [], element, from }
}

/** The element whose help an event requests; undefined if the event is on the tooltip itself. */
function askedBy({ target }: Event): HTMLElement | null | undefined {
  if (!(target instanceof Element)) return null
  return target.closest('[data-tooltip]') ? undefined : target.closest<HTMLElement>('[data-help]')
}

type KeyboardEventOfPage = globalThis.KeyboardEvent

const isTip = (target: EventTarget | null): boolean => target instanceof Element && target.closest('[data-tooltip]') !== null

/** The element that explains a control: itself, an ancestor, or the label of its row. */
const explainedAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element
    ? (target.closest<HTMLElement>('[data-help]') ??
      target.closest('[data-row]')?.querySelector<HTMLElement>(':scope > label[data-help]') ??
      null)
    : null

/** Controls that open something where their help would appear. */
const OPENING = 'summary, [popovertarget], [aria-haspopup]'

/** Whether a label is next to a field that a tap on the label does not change. */
const namesField = (label: HTMLLabelElement): boolean =>
  label.control !== null && !label.contains(label.control) && !label.control.matches('[type=checkbox], [type=radio]')

const isOpen = (element: HTMLElement): boolean =>
  element.matches('details[open] > summary') ||
  (element instanceof HTMLButtonElement && element.popoverTargetElement?.matches(':popover-open') === true)

/** Calls `show` with the help to show, now or after a delay. Returns how to stop. */
function followHelp(show: (shown: Shown | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the last input was a key. */
  let byKey = false
  const soon = (shown: Shown | null, after: number) => {
    clearTimeout(timer)
    if (after > 0) timer = setTimeout(show, after, shown)
    else show(shown)
  }
  const hide = () => soon(null, 0)
  const hovered = (event: PointerEvent) => {
    const asked = askedBy(event)
    const element = asked && isOpen(asked) ? null : asked
    // No help appears while something is dragged: the dragged object is what the user looks at.
    if (event.pointerType === 'touch' || event.buttons !== 0 || isTip(document.activeElement)) return
    if (element === undefined) clearTimeout(timer)
    else if (element) soon(shownOf(element), DELAY_MS)
    else soon(null, LINGER_MS)
  }
  const left = ({ relatedTarget }: FocusEvent) => {
    if (!isTip(relatedTarget)) hide()
  }
  const keyed = (event: KeyboardEventOfPage) => {
    if (isTip(event.target)) return
    byKey = true
    const element = event.key === 'F1' && explainedAt(event.target)
    if (!element) return hide()
    event.preventDefault()
    soon(shownOf(element, event.target as HTMLElement), 0)
  }
  const focused = (event: FocusEvent) => {
    const element = askedBy(event)
    if (element && !held && (event.target as Element).matches(':focus-visible')) soon(shownOf(element), 0)
  }
  // Touch has no hover: a tap triggers the control and shows its help, unless something opens in its place. A term has no other action; a label next to a field shows its help without moving the focus, which would open the on-screen keyboard.
  const tapped = (event: MouseEvent) => {
    const element = askedBy(event)
    const touch = event instanceof PointerEvent && event.pointerType === 'touch'
    if (!element || !(touch || element.matches('[data-term]')) || element.matches(OPENING)) return
    if (touch && element.matches('[data-hint]')) return
    if (element instanceof HTMLLabelElement && namesField(element)) event.preventDefault()
    // A click by key, or by a screen reader.
    soon(shownOf(element, event.detail === 0 && !touch ? element : null), 0)
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
  const pointed = () => {
    byKey = false
  }
  for (const name of ['pointermove', 'pointerdown', 'wheel']) document.addEventListener(name, pointed, { ...options, passive: true })
  document.addEventListener('pointerover', hovered, options)
  document.addEventListener('focusin', focused, options)
  document.addEventListener('click', tapped, options)
  document.addEventListener('pointerdown', pressed, options)
  for (const name of ['pointerup', 'pointercancel']) document.addEventListener(name, released, options)
  document.addEventListener('focusout', left, options)
  document.addEventListener('keydown', keyed, options)
  // A page may scroll to show the control that a key leads to; the tooltip then follows it.
  document.addEventListener('scroll', ({ target }) => isTip(target) || byKey || hide(), options)
  // After a resize the tooltip would no longer be next to its target.
  window.addEventListener('resize', hide, options)
  return () => {
    clearTimeout(timer)
    stop.abort()
  }
}

function place(tip: HTMLElement, element: HTMLElement): void {
  const wrong = Array.from(document.querySelectorAll(`.${controlsCss.error}, [data-uncovered]`), (part) => part.getBoundingClientRect())
  const view = { width: window.innerWidth, height: window.innerHeight }
  // The height of all its text, also while it scrolls.
  const size = { width: tip.offsetWidth, height: tip.scrollHeight + tip.offsetHeight - tip.clientHeight }
  const { left, top, height } = tooltipPlace(size, element.getBoundingClientRect(), view, wrong)
  tip.style.left = `${left}px`
  tip.style.top = `${top}px`
  tip.style.maxHeight = height === undefined ? '' : `${height}px`
}

/** @param more opens the docs at a file and a heading. */
export function Tooltip({ more }: { more: (at: string) => void }) {
  const [shown, setShown] = useState<Shown | null>(null)
  const ref = useRef<HTMLDivElement>(null)

  useEffect(() => followHelp(setShown), [])

  // Before the browser paints: otherwise it is seen for a frame where the last one was, or over its control.
  useLayoutEffect(() => {
    const tip = ref.current
    if (!tip || !shown) return
    // In every frame, because the surroundings may still load, grow or show an error.
    let frame = 0
    const follow = () => {
      place(tip, shown.element)
      frame = requestAnimationFrame(follow)
    }
    follow()
    if (shown.from) tip.querySelector('button')?.focus()
    return () => cancelAnimationFrame(frame)
  }, [shown])

  // The target may have disappeared, with its dialog.
  if (!shown?.element.isConnected || (shown.help === '' && !shown.entry)) return null
  const leave = () => {
    ;(shown.from ?? shown.element).focus()
    setShown(null)
  }
  const read = () => {
    leave()
    if (shown.entry) more(shown.entry.see)
  }
  // Nothing outside an open modal can be pressed, so the tooltip is placed inside the dialog of its target.
  return createPortal(
    <Tip key={shown.from ? 'entered' : 'shown'} tip={ref} shown={shown} leave={leave} read={read} />,
    shown.element.closest('dialog') ?? document.body,
  )
}

interface TipProps {
  readonly tip: RefObject<HTMLDivElement | null>
  readonly shown: Shown
  readonly leave: () => void
  readonly read: () => void
}

/** Screen readers only reach it if keys led into it: otherwise the control has the same text as its description. */
function Tip({ tip, shown, leave, read }: TipProps) {
  const { entry, from } = shown
  const id = useId()
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Tab') return
    if (event.key === 'Escape') event.preventDefault()
    event.stopPropagation()
    leave()
  }
  const asDialog = from && entry && ({ role: 'dialog', 'aria-label': entry.term, 'aria-describedby': id } as const)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: where keys lead into it, it is a dialog
    <div
      ref={(element) => {
        tip.current = element
        // Shown above an open modal, in the top layer.
        if (element?.isConnected && !element.matches(':popover-open')) element.showPopover?.()
      }}
      data-tooltip
      className={css.tooltip}
      popover="manual"
      {...(asDialog || { 'aria-hidden': true })}
      onKeyDown={press}
    >
      <div id={id}>
        <Said {...shown} />
      </div>
      {entry && (
        <button type="button" tabIndex={-1} className={css.more} onClick={read}>
          In the docs
        </button>
      )}
    </div>
  )
}

/** For an element named after its term, the definition and then the help; otherwise the help, and then the term with its definition. */
function Said({ help, entry, drawn, element }: Shown) {
  const inPlot = drawn.map(({ text, entry: { definition } }) => (
    <p key={text}>
      <b>{text}</b> {definition}
    </p>
  ))
  if (!entry)
    return (
      <>
        {help}
        {inPlot}
      </>
    )
  const { term, definition, equations } = entry
  const own = element.textContent.trim().toLowerCase().startsWith(term.toLowerCase())
  return (
    <>
      {own && `${definition} ${help.replace(definition, '')}`}
      {!own && help !== '' && <p>{help}</p>}
      {!own && !help.includes(definition) && (
        <>
          <b>{term}</b> {definition}
        </>
      )}
      {equations?.map((equation) => (
        <div key={equation.join()} className={css.equation}>
          <MathText text={inSigns(equation.join(' '))} />
        </div>
      ))}
      {inPlot}
    </>
  )
}
