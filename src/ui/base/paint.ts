/**
 * A canvas that redraws itself when a frame of its kinds arrives, or when its size or the theme changes, and only while on screen.
 * What is drawn is a pure function of (context, size, colors).
 */
import { type RefObject, useEffect, useRef } from 'react'
import type { FrameKind } from '../../worker/protocol'
import { forcedColors, onAppearanceChange, systemColor, unitNow } from './appearance'
import { onFrames, requestPaint } from './frames'
import type { Signal } from './signal'

/** The design tokens of the stylesheet as CSS colors, read once per theme. */
export type Colors = Readonly<Record<(typeof TOKENS)[number], string>>
const TOKENS = [
  'ground',
  'plate',
  'raise',
  'hair',
  'rule',
  'edge',
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
  'run-1',
  'run-2',
  'run-3',
  'run-4',
  'run-5',
  'run-6',
  'run-7',
  'run-8',
] as const

export interface Area {
  /** In CSS pixels; the context is already scaled for the device. */
  readonly width: number
  readonly height: number
  /** The root font size divided by 16: all lengths are multiplied by it, so that projector mode is a single number. */
  readonly unit: number
  readonly dark: boolean
  /** Set for a figure instead of the page: its fonts. What is interactive on the page is left out. */
  readonly figure?: { readonly family: string }
}
export type Paint = (context: CanvasRenderingContext2D, area: Area, colors: Colors) => void

/** @param theme overrides the theme of the page. */
export function readColors(theme?: 'dark' | 'light'): Colors {
  const element = theme ? document.createElement('i') : document.documentElement
  if (theme) {
    element.dataset.theme = theme
    document.body.append(element)
  }
  const style = getComputedStyle(element)
  const colorOf = forcedColors() ? systemColor : (value: string) => value
  const colors = Object.fromEntries(TOKENS.map((name) => [name, colorOf(style.getPropertyValue(`--${name}`).trim())])) as Colors
  if (theme) element.remove()
  return colors
}

/** The fonts of the page. */
export const pageFonts = (): string => getComputedStyle(document.documentElement).getPropertyValue('--f').trim() || 'system-ui, sans-serif'

/** For each canvas, how it is painted, and how to repaint it. */
const painters = new WeakMap<HTMLCanvasElement, { readonly paint: Paint; readonly redraw: () => void }>()

/** The current painter of a canvas, for a figure of any size. Afterwards the canvas is repainted, as painters store positions on it. */
export const painterOf =
  (canvas: HTMLCanvasElement): Paint =>
  (context, area, colors) => {
    const known = painters.get(canvas)
    known?.paint(context, area, colors)
    if (known) requestPaint(known.redraw)
  }

/**
 * Paints on frames of `kinds`, whenever `inputs` change, and when one of the `signals` is set, without a render.
 * @param canvas a ref of the caller’s, for one that others need too
 */
export function usePainter(
  kinds: readonly FrameKind[],
  paint: Paint,
  inputs: readonly unknown[],
  signals: readonly Pick<Signal<unknown>, 'on'>[] = [],
  canvas?: RefObject<HTMLCanvasElement | null>,
): RefObject<HTMLCanvasElement | null> {
  const own = useRef<HTMLCanvasElement | null>(null)
  const ref = canvas ?? own
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
      latest.current(context, { width, height, unit: unitNow(), dark: document.documentElement.dataset.theme !== 'light' }, readColors())
    }
    const redraw = () => requestPaint(draw.current)
    painters.set(canvas, { paint: (...args) => latest.current(...args), redraw: draw.current })
    const sizes = new ResizeObserver(redraw)
    sizes.observe(canvas)
    const observer = new IntersectionObserver((entries) => {
      // If several arrive at once, the last one is current.
      visible = entries.at(-1)?.isIntersecting ?? true
      if (visible) redraw()
    })
    observer.observe(canvas)
    const stops = [onAppearanceChange(redraw), onFrames(kinds, draw.current), ...signals.map((signal) => signal.on(draw.current))]
    redraw()
    return () => {
      for (const stop of stops) stop()
      sizes.disconnect()
      observer.disconnect()
    }
  }, [kinds.join()])

  useEffect(() => requestPaint(draw.current), inputs)
  return ref
}
