/** The picture of the pinned sample, and beside it what the network receives of it at each step: currents, or spikes. */

import { useRef } from 'react'
import { stepsOf } from '../../data/schema'
import { selectStep } from '../actions'
import { penOf, text } from '../charts/draw'
import { useFonts, useFrames } from '../charts/hooks'
import { drawPicture, pictureScale, pictureWords } from '../charts/picture'
import { evenly } from '../charts/scale'
import { usePicture } from '../controls/digit'
import { newestFrame } from '../frames'
import { usePainter } from '../paint'
import { useLab } from '../store'
import { fittingGrid, inputWords } from './input-words'

/** Steps drawn at most; more are thinned evenly. */
const MOST_STEPS = 60

export function InputView({ canvas }: { canvas?: { current: HTMLCanvasElement | null } }) {
  const picture = usePicture()
  const encoder = useLab((state) => state.open.encoder)
  const time = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const step = useLab((state) => state.step)
  const fonts = useFonts()
  const places = useRef<readonly { step: number; x: number; y: number; width: number; height: number }[]>([])
  useFrames(['sample'], 1000)
  const input = newestFrame('sample')?.frame.input

  const ref = usePainter(
    ['sample'],
    (context, area, colors) => {
      if (canvas) canvas.current = ref.current
      const pen = penOf(context, area, colors)
      const frame = newestFrame('sample')?.frame
      const { unit: r } = area
      places.current = []
      if (!frame) return
      const label = 15 * r
      const aspect = picture.width / picture.height
      const own = Math.min(area.height - label - 2, 0.42 * area.width)
      const image = { x: 1, y: label, width: own * Math.min(1, aspect), height: own / Math.max(1, aspect) }
      text(pen, 0, 10 * r, 'picture', { color: colors.ink3 })
      drawPicture(context, pictureWords(frame.image, picture, { low: 0, high: 255 }, area.dark), picture, image)
      outline(context, image, colors.hair)
      if (!frame.input) return
      const { steps, data } = frame.input
      const left = image.x + own + 14 * r
      const shown = evenly(steps, MOST_STEPS, step)
      const grid = fittingGrid(shown.length, area.width - left - 2, area.height - 2, aspect, { gap: 6 * r, label, most: image.width })
      const size = data.length / steps
      const scale = pictureScale(data, 1)
      places.current = shown.map((t, k) => {
        const x = left + (k % grid.columns) * (grid.width + 6 * r)
        const y = label + Math.floor(k / grid.columns) * (grid.height + label)
        return { step: t, x, y, width: grid.width, height: grid.height }
      })
      for (const place of places.current) {
        const on = steps > 1 && place.step === step
        const words = steps === 1 ? (time === 1 ? 'received' : 'received at every step') : stepWords(place.step, grid.width, r)
        text(pen, place.x, place.y - 5 * r, words, { color: on ? colors.ink : colors.ink3, weight: on ? 600 : 400 })
        const values = data.subarray(place.step * size, (place.step + 1) * size)
        drawPicture(context, pictureWords(values, picture, scale, area.dark), picture, place)
        outline(context, place, on ? colors.ink : colors.hair)
      }
    },
    [picture, encoder, step, fonts],
  )
  const words = inputWords(encoder, input?.data, picture.channels)
  return (
    <>
      <div className="view-plot">
        <canvas
          ref={ref}
          role="img"
          aria-label={`The picture of the test sample, and what the network receives of it. ${words}`}
          onPointerDown={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            const [x, y] = [event.clientX - box.left, event.clientY - box.top]
            const found = places.current.find((p) => x >= p.x && x < p.x + p.width && y >= p.y && y < p.y + p.height)
            if (found && places.current.length > 1) selectStep(found.step === step ? null : found.step)
          }}
        />
      </div>
      <p className="view-note" title={words}>
        {words}
      </p>
    </>
  )
}

const stepWords = (step: number, width: number, r: number): string => (step === 0 && width > 30 * r ? 't = 1' : String(step + 1))

function outline(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Record<'x' | 'y' | 'width' | 'height', number>,
  color: string,
) {
  context.strokeStyle = color
  context.lineWidth = 1
  context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1)
}
