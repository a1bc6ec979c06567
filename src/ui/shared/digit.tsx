/**
 * A sample of the open data set on a canvas: ink on the ground of the theme where it is gray, its own colors where it has some. A
 * sequence is a raster that fills its box: time runs down, channels right. Frames of events are drawn all together.
 */

import { useEffect, useMemo, useRef } from 'react'
import { dataShape } from '../../data/datasets/schema'
import type { DataShape } from '../../data/schema'
import { allFrames, imagePixels, imageScale, reduced, valuesOf } from '../base/bitmap'
import { classesOf } from '../base/classes'
import css from '../base/style/digit.module.css'
import { useLab } from '../state/store/store'

/** The largest number of rows, and of columns, in which a sequence is drawn. */
const MAX_CELLS = 112

/** The size of the samples that the open experiment learns from. */
export function usePicture(): DataShape {
  const data = useLab((state) => state.open.data)
  return useMemo(() => dataShape(data), [data])
}

export function Digit({ image, label, className }: { image: Uint8Array; label?: string; className?: string | undefined }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const theme = useLab((state) => state.theme)
  const picture = usePicture()
  useEffect(() => {
    if (ref.current) paintDigit(ref.current, image, picture, theme)
  }, [image, picture, theme])
  return (
    <canvas
      ref={ref}
      {...cellsOf(picture)}
      className={classesOf(css.digit, className)}
      data-sequence={picture.sequence && !picture.frame ? true : undefined}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  )
}

/** The events of a simulated camera for a sample, summed over all steps. @param values [steps, height, width, 2] */
export function CameraCounts({ values, height, width }: { values: Float32Array; height: number; width: number }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const dark = useLab((state) => state.theme) === 'dark'
  useEffect(() => {
    const context = ref.current?.getContext('2d')
    if (!context) return
    const counts = allFrames(values, { height, width, polarities: 2 })
    const pixels = context.createImageData(width, height)
    new Uint32Array(pixels.data.buffer).set(imagePixels(counts, { height, width, channels: 2 }, imageScale(counts), dark))
    context.putImageData(pixels, 0, 0)
  }, [values, height, width, dark])
  return <canvas ref={ref} width={width} height={height} className={css.digit} />
}

/** The size of a canvas for a sample. */
function cellsOf({ width, height, sequence, frame }: DataShape): { width: number; height: number } {
  if (frame) return frame
  return sequence ? { width: Math.min(width, MAX_CELLS), height: Math.min(height, MAX_CELLS) } : { width, height }
}

/** @param canvas has the size that `cellsOf` gives for the sample; for an image, the size of the image. */
export function paintDigit(canvas: HTMLCanvasElement, image: Uint8Array, picture: DataShape, theme: 'dark' | 'light'): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = cellsOf(picture)
  const { sequence, channels, frame } = picture
  const values = frame ? allFrames(image, frame) : valuesOf(image, picture)
  const shown = sequence && !frame ? reduced(values, picture, height, width) : values
  const scale = sequence ? imageScale(values) : { low: 0, high: 255 }
  const pixels = context.createImageData(width, height)
  new Uint32Array(pixels.data.buffer).set(
    imagePixels(shown, { width, height, channels: frame?.polarities ?? channels }, scale, theme === 'dark'),
  )
  context.putImageData(pixels, 0, 0)
}
