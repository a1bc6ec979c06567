/** The region of the Inspector: its head, a tab for each thing to inspect where there are several, and what the chosen one shows. */
import type { ReactNode } from 'react'
import { FullSizeButton, useViewMarks } from '../../base/full-size'
import { HeadOf } from '../../base/offers'
import { Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'

interface Tabs<T extends string> {
  /** What each is for, in the order of the row. */
  readonly words: Readonly<Record<T, string>>
  readonly value: T
  readonly choose: (tab: T) => void
}

export function InspectorFrame<T extends string>({ tabs, children }: { readonly tabs?: Tabs<T>; readonly children: ReactNode }) {
  return (
    <section aria-label="Inspector" {...useViewMarks('inspector')}>
      <div className={controlsCss.headRow}>
        <h2>Inspector</h2>
        <HeadOf value="Inspector">
          <FullSizeButton view="inspector" />
        </HeadOf>
      </div>
      {tabs && (
        <HeadOf value="Inspector">
          <div className={inspectorCss.tabs}>
            <Segments
              label="What to inspect"
              value={tabs.value}
              options={(Object.keys(tabs.words) as T[]).map((value) => ({ value, text: value, title: tabs.words[value] }))}
              choose={tabs.choose}
            />
          </div>
        </HeadOf>
      )}
      {children}
    </section>
  )
}
