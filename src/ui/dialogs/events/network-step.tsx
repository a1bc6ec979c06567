/** What the network makes of a sample at one step: what it receives, what a layer fires, what it predicts. */

import { type ReactNode, useRef } from 'react'
import { dataShape } from '../../../data/datasets/schema'
import { receivedShape, stepsOf } from '../../../data/encoders/schema'
import { grouped } from '../../../format'
import type { SampleReading } from '../../../readings/sample'
import { drawImage, imagePixels, imageScale } from '../../base/bitmap'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { penOf, text } from '../../base/draw'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { Wrong } from '../../base/wrong'
import { selectLayer } from '../../state/selection/select'
import { useFonts, useShownLayer } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { useDescribeOutput } from '../../tasks/registry'
import css from './event-network.module.css'
import { drawFiring } from './firing'

interface NetworkStepProps {
  readonly reading: SampleReading | null
  readonly failed: string | null
  readonly step: number | null
  readonly choose: (step: number) => void
  readonly children: ReactNode
}

/** What the network receives, fires and predicts at one step. */
export function NetworkStep({ reading, failed, step, choose, children }: NetworkStepProps) {
  const steps = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const at = Math.min(steps - 1, step ?? steps - 1)
  const describeOutput = useDescribeOutput()
  return (
    <>
      <p className={css.networkNote}>{children}</p>
      {failed && <Wrong role="alert">{failed}</Wrong>}
      <div className={css.steps}>
        <PushButton aria-label="Previous step" disabled={at === 0} onClick={() => choose(at - 1)}>
          ‹
        </PushButton>
        <span>
          step {at + 1} of {steps}
        </span>
        <PushButton aria-label="Next step" disabled={at + 1 >= steps} onClick={() => choose(at + 1)}>
          ›
        </PushButton>
        <span className={controlsCss.push}>{reading && describeOutput(reading, at)}</span>
      </div>
      <div className={css.both}>
        <Received reading={reading} step={at} />
        <Firing reading={reading} step={at} choose={choose} />
      </div>
    </>
  )
}

function Received({ reading, step }: { reading: SampleReading | null; step: number }) {
  const { data, encoder } = useLab((state) => state.open)
  const fonts = useFonts()
  const ref = usePainter(
    [],
    (context, area, colors) => {
      const shape = receivedShape(data, encoder)
      if (!reading?.input) {
        text(penOf(context, area, colors), 0, 14 * area.unit, 'Waiting for the network …', { color: colors.ink3 })
        return
      }
      const { data: values, steps } = reading.input
      const size = values.length / steps
      const now = Math.min(step, steps - 1)
      const raw = Math.min((area.width - 2) / shape.width, (area.height - 2) / shape.height)
      const scale = raw >= 2 ? Math.floor(raw) : raw
      const place = { x: 1, y: 1, width: scale * shape.width, height: scale * shape.height }
      const pixels = imagePixels(values.subarray(now * size, (now + 1) * size), shape, imageScale(values, 1), area.dark)
      drawImage(context, pixels, shape, place)
      context.strokeStyle = colors.hair
      context.strokeRect(place.x - 0.5, place.y - 0.5, place.width + 1, place.height + 1)
    },
    [reading, step, data, encoder, fonts],
  )
  return (
    <div className={viewCss.plot}>
      <canvas
        ref={ref}
        role="img"
        aria-label={`${dataShape(data).title}: what the network receives at step ${step + 1}, ON and OFF events by pixel.`}
      />
    </div>
  )
}

function Firing({ reading, step, choose }: { reading: SampleReading | null; step: number; choose: (step: number) => void }) {
  const layers = useLab((state) => state.layers)
  const shownLayer = useShownLayer()
  const fonts = useFonts()
  const stepAt = useRef<(x: number) => number | null>(() => null)
  const layer = reading?.layers.find((one) => one.layer === shownLayer) ?? reading?.layers[0]
  const ref = usePainter(
    [],
    (context, area, colors) => {
      stepAt.current = layer ? drawFiring(penOf(context, area, colors), layer, step) : () => null
    },
    [layer, step, fonts],
  )
  const able = layers.filter(({ watchable }) => watchable.includes('spikes'))
  return (
    <div className={css.fired}>
      <div className={css.networkHead}>
        <h3>
          <Term term="raster" drawn={{ 'share of neurons that fire': 'firingRate' }}>
            Spikes of
          </Term>
        </h3>
        <Select
          aria-label="Layer"
          value={shownLayer ?? ''}
          options={able.map(({ name }) => ({ value: name, text: name }))}
          choose={selectLayer}
        />
      </div>
      <div className={classesOf(viewCss.plot, css.firing)}>
        <canvas
          ref={ref}
          role="img"
          aria-label={
            layer
              ? `Spikes of ${layer.layer} by step: the share of its ${grouped(layer.neurons)} neurons that fire, and which. Click to choose a step.`
              : 'Spikes by step: not here yet.'
          }
          onPointerDown={(event) => {
            const found = stepAt.current(event.clientX - event.currentTarget.getBoundingClientRect().left)
            if (found !== null) choose(found)
          }}
        />
      </div>
    </div>
  )
}
