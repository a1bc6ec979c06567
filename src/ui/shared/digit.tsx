/**
 * A sample of the open data set on a canvas: a gray image in the text color on the background of the theme, others in their own colors. A
 * sequence is a raster that fills its box: time runs down, channels right. Frames of events are summed.
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
export function useSampleShape(): DataShape {
  const data = useLab((state) => state.open.data)
  return useMemo(() => dataShape(data), [data])
}

export function Digit({ image, label, className }: { image: Uint8Array; label?: string; className?: string | undefined }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const theme = useLab((state) => state.theme)
  const shape = useSampleShape()
  useEffect(() => {
    if (ref.current) paintDigit(ref.current, image, shape, theme)
  }, [image, shape, theme])
  return (
    <canvas
      ref={ref}
      {...cellsOf(shape)}
      className={classesOf(css.digit, className)}
      data-sequence={shape.sequence && !shape.frame ? true : undefined}
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
export function paintDigit(canvas: HTMLCanvasElement, image: Uint8Array, shape: DataShape, theme: 'dark' | 'light'): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = cellsOf(shape)
  const { sequence, channels, frame } = shape
  const values = frame ? allFrames(image, frame) : valuesOf(image, shape)
  const shown = sequence && !frame ? reduced(values, shape, height, width) : values
  const scale = sequence ? imageScale(values) : { low: 0, high: 255 }
  const pixels = context.createImageData(width, height)
  new Uint32Array(pixels.data.buffer).set(
    imagePixels(shown, { width, height, channels: frame?.polarities ?? channels }, scale, theme === 'dark'),
  )
  context.putImageData(pixels, 0, 0)
}
