/** A 28 by 28 image of bytes on a canvas: ink on the ground of the theme. Draws nothing else. */
import { useEffect, useRef } from 'react'
import { useLab } from '../store'

export const SIDE = 28

export function Digit({ image, label }: { image: Uint8Array; label?: string }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const theme = useLab((state) => state.theme)
  useEffect(() => {
    if (ref.current) paintDigit(ref.current, image, theme)
  }, [image, theme])
  return (
    <canvas
      ref={ref}
      width={SIDE}
      height={SIDE}
      className="digit"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  )
}

export function paintDigit(canvas: HTMLCanvasElement, image: Uint8Array, theme: 'dark' | 'light'): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const pixels = context.createImageData(SIDE, SIDE)
  const ink = theme === 'dark' ? [236, 238, 240] : [21, 24, 27]
  for (let at = 0; at < SIDE * SIDE; at++) {
    pixels.data.set([ink[0]!, ink[1]!, ink[2]!, image[at] ?? 0], 4 * at)
  }
  context.putImageData(pixels, 0, 0)
}
