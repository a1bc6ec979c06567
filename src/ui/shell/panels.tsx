/** The views of the open experiment: measurements in the middle, their interpretation at the side. */
import layoutCss from '../base/style/layout.module.css'
import { useHidden } from '../state/store/store'
import { middleProps, useHolds, ViewRow, ViewsOf } from '../views/regions'
import type { ViewDescription } from '../views/view'
import { MoreViews } from './more-views'
import { Splitter } from './splitter'

interface PanelsProps {
  readonly views: readonly ViewDescription[]
}

const isAtSide = ({ region }: ViewDescription): boolean => region === 'side'
export const hasSide = (views: readonly ViewDescription[]): boolean => views.some(isAtSide)

export function Middle({ views }: PanelsProps) {
  return (
    <main className={layoutCss.middle} {...middleProps(views)} {...useHolds(views.filter((view) => !isAtSide(view)))}>
      <ViewsOf views={views} region="top" />
      <ViewsOf views={views} region="middle" />
      <ViewRow views={views} region="row" />
      {views.map(({ id, size }) => size && <Splitter key={id} of={size} />)}
      <ViewRow views={views} region="history" />
    </main>
  )
}

export function Side({ views }: PanelsProps) {
  // As in the simple view; it stays when single views are added to that.
  const folded = useHidden('form')
  return (
    <aside className={layoutCss.side} aria-label="What it means" {...useHolds(views.filter(isAtSide))}>
      <Splitter of="sideWidth" />
      <ViewsOf views={views} region="side" />
      {folded && <MoreViews />}
    </aside>
  )
}
