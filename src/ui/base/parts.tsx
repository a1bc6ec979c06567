/** Parts that views share: the head, a segmented control, menus. No data. Controls in a head also add actions to the palette. */

import { type ReactNode, type RefObject, useId, useRef } from 'react'
import { classesOf } from './classes'
import { FullSizeButton, isHead, keepUnselected, useFullToggle, useViewMarks } from './full-size'
import type { DrawnTerms } from './glossary'
import { helpOf, hintOf, Term } from './help'
import { HeadOf, useViewActions } from './palette-actions'
import css from './style/parts.module.css'
import { useThisView } from './this-view'

interface HeadProps {
  /** The title, if it differs from the title of the view. */
  readonly title?: string
  /** The key of the title's glossary entry, if it differs from that of the view; null for plain words. */
  readonly term?: string | null
  readonly symbol?: string
  /** Help text for the title, in addition to the glossary entry. */
  readonly definition?: string
  /** The words drawn in its plot. */
  readonly drawn?: DrawnTerms
  readonly unit?: ReactNode
  readonly context?: ReactNode
  readonly children?: ReactNode
}

export function Head(props: HeadProps) {
  const view = useThisView()
  const toggle = useFullToggle()
  return (
    <HeadOf value={view?.title ?? null}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same for the keyboard */}
      <div data-part="head" className={css.head} onMouseDown={keepUnselected} onDoubleClick={(event) => isHead(event) && toggle()}>
        <h2>
          <dfn>
            <Term term={props.term === undefined ? view?.term : props.term} help={props.definition} drawn={props.drawn}>
              {props.title ?? view?.title}
            </Term>
          </dfn>
          {props.symbol && <> {props.symbol}</>}
        </h2>
        {props.context && (
          <span data-part="context" className={css.context}>
            {props.context}
          </span>
        )}
        {props.unit && (
          <span data-part="unit" className={css.unit}>
            {props.unit}
          </span>
        )}
        <span data-part="options" className={css.options}>
          {props.children}
          {view !== null && <FullSizeButton />}
        </span>
      </div>
    </HeadOf>
  )
}

export function Segments<T extends string | number>(props: {
  label: string
  value: T
  options: readonly { value: T; text: string; title?: string }[]
  choose: (value: T) => void
}) {
  const name = useId()
  useViewActions(
    props.options
      .filter(({ value }) => value !== props.value)
      .map(({ value, text }) => ({ label: `${props.label}, ${text}`, act: () => props.choose(value) })),
  )
  return (
    <fieldset data-part="segments" className={css.segments} aria-label={props.label}>
      {props.options.map((option) => (
        <label key={option.value} data-help={option.title} data-on={option.value === props.value || undefined}>
          <input
            type="radio"
            name={name}
            aria-description={option.title}
            checked={option.value === props.value}
            onChange={() => props.choose(option.value)}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </fieldset>
  )
}

export function TextButton(props: { text: string; label?: string; pressed?: boolean; title?: string; act: () => void }) {
  useViewActions([{ label: props.label ?? props.text, act: props.act }])
  return (
    <button
      type="button"
      className={css.text}
      aria-label={props.label}
      aria-pressed={props.pressed}
      onClick={props.act}
      {...helpOf(props.title)}
    >
      {props.text}
    </button>
  )
}

interface MenuProps {
  readonly label: string
  /** What the pointer and the focus show of the button. */
  readonly help?: ReturnType<typeof helpOf> | ReturnType<typeof hintOf>
  readonly face: ReactNode
  readonly opened?: () => void
  readonly children: ReactNode
}

/** A button with a menu of buttons below it. A choice and Escape close it and give the focus back to the button; it closes when the focus leaves, too. */
export function Menu(props: MenuProps) {
  const ref = useRef<HTMLDetailsElement>(null)
  const close = () => {
    ref.current!.open = false
    ref.current!.querySelector('summary')?.focus()
  }
  return (
    <details
      ref={ref}
      className={css.menu}
      onToggle={(event) => event.currentTarget.open && props.opened?.()}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false
      }}
      onClick={({ target }) => target instanceof Element && target.closest('button') && close()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !event.currentTarget.open) return
        // Escape closes one thing at a time: the view stays at full size, and the dialog open.
        event.preventDefault()
        close()
      }}
    >
      <summary className={css.text} aria-label={props.label} {...props.help}>
        {props.face}
      </summary>
      <div>{props.children}</div>
    </details>
  )
}

interface SaveMenuProps {
  readonly compact?: boolean
  /** What is saved, for the palette, if the menu is not in the head of a view. */
  readonly subject?: string
  readonly items: readonly { text: string; act: () => void }[]
}

/** A "Save" button with a menu of formats. */
export function SaveMenu(props: SaveMenuProps) {
  useViewActions(
    props.items.map(({ text, act }) => ({ label: `save ${text}`, also: 'download export', act })),
    props.subject,
  )
  const arrow = (
    <svg viewBox="0 0 12 12" aria-hidden="true">
      <path d="M6 1v6.5M3 5l3 3 3-3M1.5 10.5h9" />
    </svg>
  )
  return (
    <Menu label="Save" face={props.compact ? arrow : 'Save'} {...(props.compact && { help: hintOf('Save') })}>
      {props.items.map((item) => (
        <button key={item.text} type="button" onClick={item.act}>
          {item.text}
        </button>
      ))}
    </Menu>
  )
}

/** The section of a view. The role is explicit for code that looks for the attribute. */
export function Region(props: {
  /** Whether the view shows a long sequence. */
  long?: boolean
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <section role="region" {...useViewMarks()} data-long={props.long || undefined} className={classesOf(css.view, props.className)}>
      {props.children}
    </section>
  )
}

/** A scroll container that can be reached by keyboard. */
export function Scrolling(props: {
  label: string
  className: string | undefined
  children: ReactNode
  host?: RefObject<HTMLDivElement | null>
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={props.host} className={classesOf(css.scrolling, props.className)} role="group" aria-label={props.label} tabIndex={0}>
      {props.children}
    </div>
  )
}
