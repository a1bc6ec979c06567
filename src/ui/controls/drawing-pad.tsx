/** A pad of 28 by 28 pixels to draw a digit on with a pointer. For the keyboard there are the test samples beside it. */
import { type PointerEvent, useEffect, useRef } from 'react'
import { useLab } from '../store'
import { paintDigit, SIDE } from './digit'

/** In pixels of the image: a full core and a soft edge, about as thick as MNIST's pens. */
const CORE = 0.75
const EDGE = 1.75

interface Props {
  readonly image: Uint8Array
  readonly label: string
  /** A stroke begins: true starts from an empty pad. */
  readonly fresh: boolean
  readonly change: (image: Uint8Array) => void
}

export function DrawingPad({ image, label, fresh, change }: Props) {
  const ref = useRef<HTMLCanvasElement>(null)
  const stroke = useRef<{ image: Uint8Array; x: number; y: number } | null>(null)
  const theme = useLab((state) => state.theme)
  useEffect(() => {
    if (ref.current) paintDigit(ref.current, image, theme)
  }, [image, theme])

  const place = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE }
  }
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const at = place(event)
    const next = fresh ? new Uint8Array(SIDE * SIDE) : image.slice()
    ink(next, at, at)
    stroke.current = { image: next, ...at }
    change(next)
  }
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!stroke.current) return
    const at = place(event)
    const next = stroke.current.image.slice()
    ink(next, stroke.current, at)
    stroke.current = { image: next, ...at }
    change(next)
  }
  const end = () => {
    stroke.current = null
  }
  return (
    <canvas
      ref={ref}
      width={SIDE}
      height={SIDE}
      className="pad digit"
      role="img"
      aria-label={label}
      onPointerDown={begin}
      onPointerMove={draw}
      onPointerUp={end}
      onPointerCancel={end}
    />
  )
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Darkens every pixel by its distance from the segment. */
function ink(image: Uint8Array, from: Point, to: Point): void {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const [px, py] = [column + 0.5 - from.x, row + 0.5 - from.y]
      const along = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0
      const distance = Math.hypot(px - along * dx, py - along * dy)
      const value = Math.round(255 * Math.min(1, Math.max(0, (EDGE - distance) / (EDGE - CORE))))
      const at = row * SIDE + column
      if (value > image[at]!) image[at] = value
    }
  }
}
