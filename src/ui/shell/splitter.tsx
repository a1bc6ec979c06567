/** The edge between two panels, to be dragged or moved with arrow keys. A double click, or Enter, gives the size back that it has at the start. */

import type { KeyboardEvent, PointerEvent } from 'react'
import { SIZES, type Size } from '../../share/view'
import { classesOf } from '../base/classes'
import { helpOf } from '../base/help'
import { setSize } from '../state/settings/preferences'
import { useLab } from '../state/store/store'
import css from './sizes.module.css'

/** About what the layout has without a size, in percent. */
const USUAL = { curvesHeight: 34, sideWidth: 19 } as const
const LABELS = { curvesHeight: 'Height of the learning curves', sideWidth: 'Width of the side' } as const
/** In percent. */
const STEP = 2

export function Splitter({ of }: { of: Size }) {
  const size = useLab((state) => state.sizes[of])
  const [least, most] = SIZES[of]
  const now = size ?? USUAL[of]
  const across = of === 'curvesHeight'
  /** In percent of what it divides, with its edge at a point. */
  const sizeAt = (edge: HTMLElement, x: number, y: number) => {
    const box = edge.offsetParent!.getBoundingClientRect()
    return 100 * (across ? (box.bottom - y) / box.height : (box.right - x) / box.width)
  }
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter') return setSize(of, null)
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    // A size that there is no room for goes on from the one that there is.
    const from = size === undefined ? now : Math.min(now, Math.round(sizeAt(event.currentTarget, left + width / 2, top + height / 2)))
    const [more, less] = [from + STEP, from - STEP]
    const to = { ArrowUp: more, ArrowLeft: more, ArrowDown: less, ArrowRight: less, Home: least, End: most }[event.key]
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
      aria-valuemin={least}
      aria-valuemax={most}
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
