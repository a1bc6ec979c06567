/** A small drawing of a network: boxes for layers, arcs for recurrence and shortcuts. Decorative: the card says the same in words. */

import { memo } from 'react'
import type { Experiment } from '../../../experiments/schema'
import { classesOf } from '../../base/classes'
import { type Placed, placed, sketchOf } from './network-sketch'
import css from './presets.module.css'

/** Sizes in px at a root font size of 16. */
const WIDTH = 216
const TALL = 34
const ARC = 12
const HEIGHT = ARC + TALL + 16
const MIDDLE = ARC + TALL / 2

export const NetworkDrawing = memo(function NetworkDrawing({ experiment }: { experiment: Experiment }) {
  const { boxes, labels } = placed(sketchOf(experiment), WIDTH, TALL)
  return (
    <svg className={css.drawing} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path className={css.wire} d={`M${boxes[0]!.x} ${MIDDLE}H${boxes.at(-1)!.x}`} />
      {boxes.map((box) => (
        <Box key={box.x} box={box} />
      ))}
      {labels.map(({ x, text }) => (
        <text key={x} x={x.toFixed(1)} y={HEIGHT - 2}>
          {text}
        </text>
      ))}
    </svg>
  )
})

/** A layer's box; for two streams, two half-height boxes one above the other. */
function Box({ box }: { box: Placed }) {
  if (!box.twice) return <Layer box={box} middle={MIDDLE} />
  const half = { ...box, height: 0.45 * box.height }
  return [-1, 1].map((side) => <Layer key={side} box={half} middle={MIDDLE + (side * TALL) / 4} />)
}

function Layer({ box, middle }: { box: Placed; middle: number }) {
  const { kind, x, width, height, recurrence } = box
  const top = middle - height / 2
  const spiking = kind === 'dense' || kind === 'conv' || kind === 'residual'
  return (
    <g className={classesOf(css.box, spiking && css.spiking, kind === 'pool' && css.pool)}>
      {/* The channels of a convolution as stacked outlines. */}
      {(kind === 'conv' || kind === 'residual') && <rect x={x + 3} y={top - 3} width={width - 3} height={height} />}
      <rect x={x} y={top} width={kind === 'conv' || kind === 'residual' ? width - 3 : width} height={height} />
      {kind === 'residual' && <path className={css.arc} d={arc(x - 2, x + width + 2, top - 3, 5)} />}
      {recurrence && (
        <path
          className={classesOf(css.arc, recurrence === 'skip' && css.skip)}
          d={arc(x - 3, x + width + 3, middle, height / 2 + ARC - 3)}
        />
      )}
    </g>
  )
}

/** The path of an arc over the top, from one x to another. */
const arc = (from: number, to: number, y: number, rise: number): string =>
  `M${from} ${y}v${2 - rise}q0-2 2-2h${to - from - 4}q2 0 2 2v${rise - 2}`
