/** The image of the pinned sample next to what the network receives at each step: currents, spikes, or one part at a time. */

import { useRef } from 'react'
import { receivedShape, stepsOf } from '../../../data/encoders/schema'
import { classesOf } from '../../base/classes'
import { penOf } from '../../base/draw'
import { newestFrame } from '../../base/frames'
import { usePainter } from '../../base/paint'
import viewCss from '../../base/style/view.module.css'
import { useSampleShape } from '../../shared/digit'
import { PolarityLegend } from '../../shared/polarity-legend'
import { selectStep } from '../../state/selection/select'
import { useFonts, useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { useDescribeSample, viewsOf } from '../../tasks/registry'
import { arrivalOf, drawArriving, drawReceived, hasEvents } from './input-image'
import { inputSentence } from './input-text'
import css from './raster.module.css'

export function InputView({ canvas }: { canvas?: { current: HTMLCanvasElement | null } }) {
  const sampleShape = useSampleShape()
  const encoder = useLab((state) => state.open.encoder)
  const data = useLab((state) => state.open.data)
  const time = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const step = useLab((state) => state.timeStep)
  const described = useDescribeSample()
  const fonts = useFonts()
  const stepAt = useRef<(x: number, y: number) => number | null>(() => null)
  useFrames(['sample'], 1000)
  const newest = newestFrame('sample')?.frame
  const received = newest && described(newest).received
  const arrival = arrivalOf(encoder, sampleShape)
  const { Input } = viewsOf(useLab((state) => state.open))
  // An input that is not an image and is the same at every step is drawn by its task.
  const alone = received !== undefined && !arrival

  const ref = usePainter(
    ['sample'],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const frame = newestFrame('sample')?.frame
      const drawn = frame && !alone && { image: described(frame).image, input: frame.input }
      if (!drawn) stepAt.current = () => null
      else if (arrival) stepAt.current = drawArriving(pen, drawn, sampleShape, arrival, step)
      else stepAt.current = drawReceived(pen, drawn, sampleShape, receivedShape(data, encoder), time, step)
    },
    [sampleShape, described, data, encoder, time, step, alone, fonts],
    [],
    canvas,
  )
  const events = !alone && hasEvents(sampleShape, encoder)
  const words = received ?? inputSentence(encoder, newest?.input?.data, sampleShape)
  return (
    <>
      <div className={viewCss.plot}>
        {Input && alone && <Input />}
        <canvas
          ref={ref}
          role="img"
          aria-label={`${received !== undefined || (sampleShape.sequence && !sampleShape.frame) ? 'The sample as the network receives it.' : 'The image of the sample, and what the network receives.'} ${words}`}
          onPointerDown={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            const found = stepAt.current(event.clientX - box.left, event.clientY - box.top)
            if (found !== null) selectStep(found === step ? null : found)
          }}
        />
      </div>
      {events && (
        <p className={classesOf(viewCss.note, css.sent)}>
          <PolarityLegend />
        </p>
      )}
      <p className={classesOf(viewCss.note, css.sent)} data-help={words}>
        {words}
      </p>
    </>
  )
}
