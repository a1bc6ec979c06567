/** One tooltip for the page: shows the `data-help` of what is hovered or focused. What it says is also the control's accessible description. */

import { useEffect, useRef, useState } from 'react'
import css from './tooltip.module.css'

const DELAY_MS = 350
const GAP = 6

interface Shown {
  readonly text: string
  readonly box: DOMRect
}

export function Tooltip() {
  const [shown, setShown] = useState<Shown | null>(null)
  const ref = useRef<HTMLDivElement>(null)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const hide = () => {
      clearTimeout(timer)
      setShown(null)
    }
    const show = (event: Event) => {
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-help]') : null
      hide()
      if (!target?.dataset.help || (event.type === 'focusin' && !(event.target as Element).matches(':focus-visible'))) return
      timer = setTimeout(
        () => setShown({ text: target.dataset.help!, box: target.getBoundingClientRect() }),
        event.type === 'focusin' ? 0 : DELAY_MS,
      )
    }
    const events = [
      ['pointerover', show],
      ['focusin', show],
      ['focusout', hide],
      ['pointerdown', hide],
      ['keydown', hide],
      ['scroll', hide],
    ] as const
    for (const [name, listener] of events) document.addEventListener(name, listener, true)
    return () => {
      clearTimeout(timer)
      for (const [name, listener] of events) document.removeEventListener(name, listener, true)
    }
  }, [])

  useEffect(() => {
    const tip = ref.current
    if (!tip || !shown) return
    const { width, height } = tip.getBoundingClientRect()
    const left = Math.max(GAP, Math.min(shown.box.left, window.innerWidth - width - GAP))
    const below = shown.box.bottom + GAP
    tip.style.left = `${left}px`
    tip.style.top = `${below + height > window.innerHeight ? shown.box.top - height - GAP : below}px`
  }, [shown])

  if (!shown) return null
  // In an open modal everything outside is under its backdrop: a popover lies in the top layer with it.
  return (
    <div
      ref={(element) => {
        ref.current = element
        if (element && !element.matches(':popover-open')) element.showPopover?.()
      }}
      data-tooltip
      className={css.tooltip}
      popover="manual"
      aria-hidden="true"
    >
      {shown.text}
    </div>
  )
}
