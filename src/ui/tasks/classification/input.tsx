/** The frames of the shown sample as small images, next to its events in the input's cell. */
import { useEffect, useRef } from 'react'
import { newestFrame } from '../../base/frames'
import { useSampleShape } from '../../shared/digit'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import css from './classification.module.css'
import { framesOf } from './streams'
import { photoPixels } from './streams-chart'

export function InputFrames() {
  useFrames(['sample'], 500)
  const { pictures } = useSampleShape()
  const step = useLab((state) => state.timeStep)
  const frame = newestFrame('sample')?.frame
  const frames = frame && framesOf(frame)
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = ref.current?.getContext('2d')
    if (!context || !pictures || !frames) return
    const image = context.createImageData(pictures.width, pictures.height)
    new Uint32Array(image.data.buffer).set(photoPixels(frames, pictures, step))
    context.putImageData(image, 0, 0)
  }, [frames, pictures, step])
  if (!pictures || !frames) return null
  return <canvas ref={ref} width={pictures.width} height={pictures.height} className={css.inputFrames} />
}
