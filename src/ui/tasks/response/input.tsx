/** A small image of the pinned clip's frame at the selected step; the first frame if all steps are shown. */
import { useEffect, useRef } from 'react'
import { isMovies, movieShape } from '../../../data/response/schema'
import { imagePixels, imageScale } from '../../base/bitmap'
import { newestFrame } from '../../base/frames'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import css from './response.module.css'
import { frameAt, isClip } from './sample'

export function ClipInput() {
  useFrames(['sample'], 500)
  const step = useLab((state) => state.timeStep)
  const data = useLab(({ open }) => (isMovies(open.data) ? open.data : null))
  const frame = newestFrame('sample')?.frame
  const ref = useRef<HTMLCanvasElement>(null)
  const shape = data && movieShape(data)
  useEffect(() => {
    const context = ref.current?.getContext('2d')
    if (!context || !shape || !frame || !isClip(frame)) return
    const { height, width } = shape
    const shown = frameAt(frame, shape, Math.min(step ?? 0, frame.steps - 1))
    const { high } = imageScale(frame.streams.stimulus as Float32Array)
    const gray = Float32Array.from({ length: 3 * shown.length }, (_, at) => shown[Math.floor(at / 3)]!)
    const image = context.createImageData(width, height)
    new Uint32Array(image.data.buffer).set(imagePixels(gray, { height, width, channels: 3 }, { low: -high, high }, false))
    context.putImageData(image, 0, 0)
  })
  if (!shape) return null
  return <canvas ref={ref} width={shape.width} height={shape.height} className={css.input} />
}
