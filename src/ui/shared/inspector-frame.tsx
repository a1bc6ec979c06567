/** The section of the Inspector: its head, tabs if there are several things to inspect, and the content of the selected tab. */
import { type ReactNode, useEffect, useState } from 'react'
import { FullSizeButton, useViewMarks } from '../base/full-size'
import { HeadOf } from '../base/palette-actions'
import { Segments } from '../base/parts'
import { useSignal } from '../base/signal'
import controlsCss from '../base/style/controls.module.css'
import inspectorCss from '../base/style/inspector.module.css'
import { useThisView } from '../base/this-view'
import { askedTab } from '../state/selection/select'
import css from './inspector-frame.module.css'

interface Tabs<T extends string> {
  /** The label of each tab, in display order. */
  readonly words: Readonly<Record<T, string>>
  readonly value: T
  readonly choose: (tab: T) => void
}

interface InspectorFrameProps<T extends string> {
  /** Controls in the head, next to the title. */
  readonly tools?: ReactNode
  readonly tabs?: Tabs<T>
  readonly children: ReactNode
}

/** The selected tab, which another part of the page may also choose. */
export function useTab<T extends string>(first: T, words: Readonly<Record<T, unknown>>): readonly [T, (tab: T) => void] {
  const [tab, setTab] = useState(first)
  const asked = useSignal(askedTab)
  useEffect(() => {
    if (asked === null) return
    if (Object.hasOwn(words, asked)) setTab(asked as T)
    askedTab.set(null)
  }, [asked, words])
  return [tab, setTab]
}

export function InspectorFrame<T extends string>({ tools, tabs, children }: InspectorFrameProps<T>) {
  const title = useThisView()?.title
  return (
    <section className={css.inspector} {...useViewMarks()}>
      <HeadOf value={title ?? null}>
        <div className={controlsCss.headRow}>
          <h2>{title}</h2>
          {tools}
          <FullSizeButton />
        </div>
        {tabs && (
          <div className={inspectorCss.tabs}>
            <Segments
              label="What to inspect"
              value={tabs.value}
              options={(Object.keys(tabs.words) as T[]).map((value) => ({ value, text: value, title: tabs.words[value] }))}
              choose={tabs.choose}
            />
          </div>
        )}
      </HeadOf>
      {children}
    </section>
  )
}
