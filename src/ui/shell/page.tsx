/** The page around the panels: which view is at full size, and how large the panels are. */

import { type CSSProperties, type ReactNode, useMemo } from 'react'
import { viewNamed } from '../../share/views'
import { classesOf } from '../base/classes'
import { FullSizeOf } from '../base/full-size'
import fullCss from '../base/style/full-size.module.css'
import { showFull } from '../state/selection/select'
import { useLab } from '../state/store/store'
import { useShownViews } from '../views/regions'
import css from './sizes.module.css'

interface PageProps {
  readonly className: string
  /** Whether the settings are a form at the left, a line below the bar, or not on the page. */
  readonly settings: 'form' | 'line' | 'none'
  readonly children: ReactNode
}

export function Page({ className, settings, children }: PageProps) {
  const asked = useLab((state) => state.fullView)
  // A view that the open network cannot fill is not on the page, whatever a link says.
  const full = useShownViews().some(({ id }) => id === asked) ? asked : null
  const { curvesHeight, sideWidth } = useLab((state) => state.sizes)
  const fullSize = useMemo(() => ({ view: full, show: (view: string | null) => showFull((view && viewNamed(view)) || null) }), [full])
  const sizes = { '--curves-height': `${curvesHeight}%`, '--side-width': `${sideWidth}%` } as CSSProperties
  return (
    <FullSizeOf value={fullSize}>
      <div
        className={classesOf(
          className,
          fullCss.page,
          full !== null && fullCss.filled,
          css.page,
          sideWidth !== undefined && css.sized,
          curvesHeight !== undefined && css.high,
          settings === 'none' && css.noExperiment,
          settings === 'line' && css.folded,
        )}
        style={sizes}
      >
        {children}
      </div>
    </FullSizeOf>
  )
}
