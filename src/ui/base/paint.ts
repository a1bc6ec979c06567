/**
 * A canvas that redraws itself: when a frame of its kinds comes, when its size or the theme changes, and only on screen.
 * What is drawn is a pure function of (context, size, colors).
 */
import { type RefObject, useEffect, useRef } from 'react'
import type { FrameKind } from '../../worker/protocol'
import { onFrames, requestPaint } from './frames'
import type { Signal } from './signal'

/** The design tokens of the sheet, as CSS colors, read once a theme. */
export type Colors = Readonly<Record<(typeof TOKENS)[number], string>>
const TOKENS = [
  'ground',
  'plate',
  'raise',
  'hair',
  'rule',
  'control',
  'ink',
  'ink2',
  'ink3',
  'u',
  'u-fill',
  'spk',
  'spk-fill',
  'win',
  'win-fill',
  'fix',
  'predicted',
  'warn',
  'focus',
] as const

export interface Area {
  /** In CSS pixels; the context is already scaled for the device. */
  readonly width: number
  readonly height: number
  /** Root font size over 16: multiply every length by it, so that projector mode is one number. */
  readonly unit: number
  readonly dark: boolean
}
export type Paint = (context: CanvasRenderingContext2D, area: Area, colors: Colors) => void

export function readColors(): Colors {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colors
}

/** Paints into `canvas` on frames of `kinds`, whenever `inputs` change, and when one of the `signals` is set, without a render. */
export function usePainter(
  kinds: readonly FrameKind[],
  paint: Paint,
  inputs: readonly unknown[],
  signals: readonly Pick<Signal<unknown>, 'on'>[] = [],
): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement | null>(null)
  const latest = useRef(paint)
  latest.current = paint
  const draw = useRef(() => {})

  useEffect(() => {
    const canvas = ref.current
    if (!canvas) return
    let visible = true
    draw.current = () => {
      if (!visible || canvas.clientWidth === 0) return
      const ratio = window.devicePixelRatio || 1
      const width = canvas.clientWidth
      const height = canvas.clientHeight
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio)
        canvas.height = Math.round(height * ratio)
      }
      const context = canvas.getContext('2d')
      if (!context) return
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.clearRect(0, 0, width, height)
      const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16
      latest.current(context, { width, height, unit, dark: document.documentElement.dataset.theme !== 'light' }, readColors())
    }
    const redraw = () => requestPaint(draw.current)
    const sizes = new ResizeObserver(redraw)
    sizes.observe(canvas)
    const sight = new IntersectionObserver(([entry]) => {
      visible = entry?.isIntersecting ?? true
      if (visible) redraw()
    })
    sight.observe(canvas)
    const theme = new MutationObserver(redraw)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-mode'] })
    const stops = [onFrames(kinds, draw.current), ...signals.map((signal) => signal.on(draw.current))]
    redraw()
    return () => {
      for (const stop of stops) stop()
      sizes.disconnect()
      sight.disconnect()
      theme.disconnect()
    }
  }, [kinds.join()])

  useEffect(() => requestPaint(draw.current), inputs)
  return ref
}
