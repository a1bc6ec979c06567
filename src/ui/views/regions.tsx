/** The regions of the page that hold views, made from the registry. The page around them is the shell’s, or that of a saved run. */
import { Boundary } from '../base/boundary'
import layoutCss from '../base/style/layout.module.css'
import { ThisViewOf } from '../base/this-view'
import { useLab } from '../state/store/store'
import { VIEWS } from './registry'
import type { Region, ViewDescription } from './view'

/** The views that have something to show and are not hidden. */
export function useShownViews(): readonly ViewDescription[] {
  const shown = useLab((state) =>
    VIEWS.filter(({ id, applies }) => !state.hidden.some((name) => name === id) && (applies?.(state) ?? true))
      .map(({ id }) => id)
      .join(),
  ).split(',')
  return VIEWS.filter(({ id }) => shown.includes(id))
}

/** A view inside an error boundary: an error in one view leaves the others unchanged. */
export function ViewPanel({ view }: { readonly view: ViewDescription }) {
  const { title, Component } = view
  return (
    <Boundary name={title}>
      <ThisViewOf value={view}>
        <Component />
      </ThisViewOf>
    </Boundary>
  )
}

/** Tells the layout that the view that fills the page is one of these. */
export function useHolds(views: readonly ViewDescription[]) {
  const full = useLab((state) => state.fullView)
  return { 'data-holds': views.some(({ id }) => id === full) || undefined }
}

/** Tells the layout that no view stands in the middle, so that the others take its room. */
export const middleProps = (views: readonly ViewDescription[]) => ({
  'data-without': views.some(({ region }) => region === 'middle') ? undefined : 'middle',
})

interface ViewsProps {
  readonly views: readonly ViewDescription[]
  readonly region: Region
}

/** The views of a region, one after the other. */
export const ViewsOf = ({ views, region }: ViewsProps) =>
  views.filter((view) => view.region === region).map((view) => <ViewPanel key={view.id} view={view} />)

const ROWS = { row: layoutCss.row, history: layoutCss.history }

/** A region whose views are next to each other. It leaves no gap if it is empty. */
export function ViewRow({ views, region }: ViewsProps & { readonly region: keyof typeof ROWS }) {
  const own = views.filter((view) => view.region === region)
  const holds = useHolds(own)
  if (own.length === 0) return null
  return (
    <div data-region={region} className={ROWS[region]} {...holds}>
      <ViewsOf views={own} region={region} />
    </div>
  )
}
