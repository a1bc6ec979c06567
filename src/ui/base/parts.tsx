/** Parts that views share: the head, a segmented control, a saving menu. No data. In a head, what they do is offered as an action too. */

import { type ReactNode, type RefObject, useContext, useId } from 'react'
import { classesOf } from './classes'
import { FullSizeButton, isHead, keepUnselected, useFullToggle, useViewMarks, ViewKey } from './full-size'
import { helpOf, hintOf, Term } from './help'
import { HeadOf, useHeadOffers, ViewName } from './offers'
import css from './style/parts.module.css'
import type { Drawn } from './words'

export function Head(props: {
  title: string
  symbol?: string
  /** Its name in the glossary, which then defines it; null of plain words. */
  term: string | null
  /** What is to be said of it here. */
  definition?: string
  /** The words that are drawn in its plot. */
  drawn?: Drawn
  unit?: ReactNode
  context?: ReactNode
  children?: ReactNode
}) {
  const view = useContext(ViewKey)
  const toggle = useFullToggle(view)
  return (
    <HeadOf value={useContext(ViewName)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same for the keyboard */}
      <div className={css.head} onMouseDown={keepUnselected} onDoubleClick={(event) => isHead(event) && toggle()}>
        <h2>
          <dfn>
            <Term term={props.term} help={props.definition} drawn={props.drawn}>
              {props.title}
            </Term>
          </dfn>
          {props.symbol && <> {props.symbol}</>}
        </h2>
        {props.context && <span className={css.context}>{props.context}</span>}
        {props.unit && <span className={css.unit}>{props.unit}</span>}
        <span className={css.options}>
          {props.children}
          {view !== null && <FullSizeButton view={view} />}
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
  useHeadOffers(
    props.options
      .filter(({ value }) => value !== props.value)
      .map(({ value, text }) => ({ words: `${props.label}, ${text}`, act: () => props.choose(value) })),
  )
  return (
    <fieldset className={css.segments} aria-label={props.label}>
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
  useHeadOffers([{ words: props.label ?? props.text, act: props.act }])
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

interface SaveMenuProps {
  readonly compact?: boolean
  /** What is saved, for the palette, where the menu stands in no head of a view. */
  readonly of?: string
  readonly items: readonly { text: string; act: () => void }[]
}

/** "Save" with the formats under it. */
export function SaveMenu(props: SaveMenuProps) {
  useHeadOffers(
    props.items.map(({ text, act }) => ({ words: `save ${text}`, act })),
    props.of,
  )
  return (
    <details
      className={css.menu}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // One key closes one thing: the view stays at full size.
        event.preventDefault()
        event.currentTarget.open = false
        event.currentTarget.querySelector('summary')?.focus()
      }}
    >
      <summary className={css.text} aria-label="Save" {...(props.compact && hintOf('Save'))}>
        {props.compact ? (
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d="M6 1v6.5M3 5l3 3 3-3M1.5 10.5h9" />
          </svg>
        ) : (
          'Save'
        )}
      </summary>
      <div>
        {props.items.map((item) => (
          <button
            key={item.text}
            type="button"
            onClick={(event) => {
              item.act()
              const menu = event.currentTarget.closest('details')
              if (menu) menu.open = false
            }}
          >
            {item.text}
          </button>
        ))}
      </div>
    </details>
  )
}

/** A view, found by its name. The role is written out for those who look for it as an attribute. */
export function Region(props: {
  name: string
  /** By which the layout and the parts of the head know the view. */
  view: string
  /** Over a long sequence. */
  long?: boolean
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <ViewKey value={props.view}>
      <ViewName value={props.name}>
        <section
          // biome-ignore lint/a11y/noRedundantRoles: the names and roles of the views are a contract
          role="region"
          aria-label={props.name}
          {...useViewMarks(props.view)}
          data-long={props.long || undefined}
          className={classesOf(css.view, props.className)}
        >
          {props.children}
        </section>
      </ViewName>
    </ViewKey>
  )
}

/** What scrolls can be reached by keyboard. */
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
