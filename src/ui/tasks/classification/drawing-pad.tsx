/** A pad for drawing a grayscale image of the size of the data set, by pointer or by keys. Color images can only be viewed. */

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import type { DataShape } from '../../../data/schema'
import { classesOf } from '../../base/classes'
import digitCss from '../../base/style/digit.module.css'
import { paintDigit, useSampleShape } from '../../shared/digit'
import { useLab } from '../../state/store/store'
import classificationCss from './classification.module.css'

/** As fractions of the longer side: a full core and a soft edge, about as thick as MNIST's strokes. */
const CORE = 0.75 / 28
const EDGE = 1.75 / 28

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
  const sampleShape = useSampleShape()
  const { width, height, channels } = sampleShape
  const [pen, setPen] = useState<Pen | null>(null)
  useEffect(() => {
    if (!ref.current) return
    paintDigit(ref.current, image, sampleShape, theme)
    const context = ref.current.getContext('2d')
    if (!pen || !context) return
    context.fillStyle = getComputedStyle(ref.current).getPropertyValue('--focus')
    context.fillRect(Math.floor(pen.x), Math.floor(pen.y), 1, 1)
  }, [image, sampleShape, theme, pen])

  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    if (channels > 1) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const at = pointOf(event, sampleShape)
    const next = fresh ? new Uint8Array(width * height) : image.slice()
    ink(next, sampleShape, at, at)
    stroke.current = { image: next, ...at }
    change(next)
  }
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!stroke.current) return
    const at = pointOf(event, sampleShape)
    const next = stroke.current.image.slice()
    ink(next, sampleShape, stroke.current, at)
    stroke.current = { image: next, ...at }
    change(next)
  }
  const end = () => {
    stroke.current = null
  }
  /** Arrow keys move the pen, and draw while it is down; Space puts it down or lifts it. */
  const press = (event: KeyboardEvent) => {
    if (channels > 1 || event.ctrlKey || event.metaKey || event.altKey) return
    const from = pen ?? { x: width / 2, y: height / 2, down: false }
    const to = moved(from, event, sampleShape)
    if (!to) return
    event.preventDefault()
    setPen(to)
    if (!to.down) return
    const next = fresh ? new Uint8Array(width * height) : image.slice()
    ink(next, sampleShape, fresh ? to : from, to)
    change(next)
  }
  const penText = pen ? ` The pen is ${pen.down ? 'down' : 'up'} at column ${Math.ceil(pen.x)}, row ${Math.ceil(pen.y)}.` : ''
  return (
    <canvas
      ref={ref}
      width={width}
      height={height}
      className={classesOf(classificationCss.pad, digitCss.digit)}
      data-color={channels > 1 || undefined}
      role="img"
      aria-label={channels > 1 ? label : `${label} Arrow keys move a pen, Space puts it down or lifts it.${penText}`}
      tabIndex={channels > 1 ? undefined : 0}
      onKeyDown={press}
      onBlur={() => setPen(null)}
      onPointerDown={begin}
      onPointerMove={draw}
      onPointerUp={end}
      onPointerCancel={end}
    />
  )
}

interface Pen extends Point {
  readonly down: boolean
}

interface Point {
  readonly x: number
  readonly y: number
}

/** The position of a pointer in image coordinates. The pad is square; an image that is not is centered in it. */
function pointOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>, { width, height }: DataShape): Point {
  const box = currentTarget.getBoundingClientRect()
  const side = Math.max(width, height)
  return {
    x: ((clientX - box.left) / box.width) * side - (side - width) / 2,
    y: ((clientY - box.top) / box.height) * side - (side - height) / 2,
  }
}

/** The pen after a key: arrows move it, with Shift farther, and Space lowers or lifts it; null for other keys. */
function moved(pen: Pen, { key, shiftKey }: KeyboardEvent, { width, height }: DataShape): Pen | null {
  const by = shiftKey ? 4 : 1
  const move = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by], ' ': [0, 0] }[key]
  if (!move) return null
  return {
    x: Math.min(width - 0.5, Math.max(0.5, pen.x + move[0]!)),
    y: Math.min(height - 0.5, Math.max(0.5, pen.y + move[1]!)),
    down: key === ' ' ? !pen.down : pen.down,
  }
}

/** Darkens every pixel by its distance from the segment. */
function ink(image: Uint8Array, { width, height }: DataShape, from: Point, to: Point): void {
  const longer = Math.max(width, height)
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [px, py] = [column + 0.5 - from.x, row + 0.5 - from.y]
      const along = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0
      const distance = Math.hypot(px - along * dx, py - along * dy)
      const value = Math.round(255 * Math.min(1, Math.max(0, (EDGE - distance / longer) / (EDGE - CORE))))
      const at = row * width + column
      if (value > image[at]!) image[at] = value
    }
  }
}
