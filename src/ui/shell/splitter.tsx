/** The movable edge between two regions: drag it or use arrow keys. A double click, or Enter, restores the initial size. */

import type { KeyboardEvent, PointerEvent } from 'react'
import { SIZES, type Size } from '../../share/view'
import { classesOf } from '../base/classes'
import { helpOf } from '../base/help'
import { setSize } from '../state/settings/preferences'
import { useLab } from '../state/store/store'
import css from './sizes.module.css'

/** The layout's approximate default sizes in percent. */
const USUAL = { curvesHeight: 34, sideWidth: 19 } as const
const LABELS = { curvesHeight: 'Height of the learning curves', sideWidth: 'Width of the side' } as const
/** The percentage that an arrow key moves the edge by. */
const STEP = 2

export function Splitter({ of }: { of: Size }) {
  const size = useLab((state) => state.sizes[of])
  const [min, max] = SIZES[of]
  const now = size ?? USUAL[of]
  const across = of === 'curvesHeight'
  /** The size of the divided region, in percent, with the edge at a point. */
  const sizeAt = (edge: HTMLElement, x: number, y: number) => {
    const box = edge.offsetParent!.getBoundingClientRect()
    return 100 * (across ? (box.bottom - y) / box.height : (box.right - x) / box.width)
  }
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter') return setSize(of, null)
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    // If the chosen size does not fit, moving starts from the size that is shown.
    const from = size === undefined ? now : Math.min(now, Math.round(sizeAt(event.currentTarget, left + width / 2, top + height / 2)))
    const [more, less] = [from + STEP, from - STEP]
    const to = { ArrowUp: more, ArrowLeft: more, ArrowDown: less, ArrowRight: less, Home: min, End: max }[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setSize(of, to)
  }
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    setSize(of, sizeAt(event.currentTarget, event.clientX, event.clientY))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule is no control; a separator that has the focus is one
    <div
      role="separator"
      tabIndex={0}
      aria-orientation={across ? 'horizontal' : 'vertical'}
      aria-label={LABELS[of]}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={now}
      aria-valuetext={size === undefined ? 'as at the start' : `${size} percent`}
      {...helpOf('Drag, or arrow keys; a double click goes back')}
      className={classesOf(css.splitter, across ? css.across : css.upright)}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => setSize(of, null)}
    />
  )
}
