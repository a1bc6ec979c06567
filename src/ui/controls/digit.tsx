/** An image of the open data set on a canvas: ink on the ground of the theme where it is gray, its own colors where it has some. */
import { useEffect, useMemo, useRef } from 'react'
import { type DataShape, dataShape } from '../../data/schema'
import { useLab } from '../store'

/** The size of the images that the open experiment learns from. */
export function usePicture(): DataShape {
  const data = useLab((state) => state.open.data)
  return useMemo(() => dataShape(data), [data])
}

export function Digit({ image, label }: { image: Uint8Array; label?: string }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const theme = useLab((state) => state.theme)
  const picture = usePicture()
  useEffect(() => {
    if (ref.current) paintDigit(ref.current, image, picture, theme)
  }, [image, picture, theme])
  return (
    <canvas
      ref={ref}
      width={picture.width}
      height={picture.height}
      className="digit"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  )
}

/** @param canvas as large as the image. */
export function paintDigit(
  canvas: HTMLCanvasElement,
  image: Uint8Array,
  { width, height, channels }: DataShape,
  theme: 'dark' | 'light',
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const pixels = context.createImageData(width, height)
  const ink = theme === 'dark' ? [236, 238, 240] : [21, 24, 27]
  for (let at = 0; at < width * height; at++) {
    const color = channels === 3 ? [...image.subarray(3 * at, 3 * at + 3), 255] : [...ink, image[at] ?? 0]
    pixels.data.set(color, 4 * at)
  }
  context.putImageData(pixels, 0, 0)
}
