/** A run as a small drawing: its loss on the left, its potentials with the window on the right. Decorative: the row shows the numbers. */

import { memo } from 'react'
import type { Thumbnail } from '../../../runs/record'
import { MARKER_PATHS, markOf } from '../../base/run-marks'
import css from './runs.module.css'

const WIDTH = 84
const HEIGHT = 28
const GAP = 4
const HALF = (WIDTH - GAP) / 2

export const RunThumbnail = memo(function RunThumbnail({ thumbnail }: { thumbnail: Thumbnail }) {
  const { membrane } = thumbnail
  return (
    <svg className={css.runThumbnail} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline className={css.runThumbnailLoss} points={lossPoints(thumbnail.loss)} />
      {membrane && (
        <g transform={`translate(${HALF + GAP} 0)`}>
          <rect
            className={css.runThumbnailWindow}
            x={HALF * membrane.window[0]}
            width={HALF * Math.max(0, membrane.window[1] - membrane.window[0])}
            height={HEIGHT}
          />
          <path className={css.runThumbnailShares} d={sharesPath(membrane.shares)} />
          <line className={css.runThumbnailThreshold} x1={HALF * membrane.threshold} x2={HALF * membrane.threshold} y2={HEIGHT} />
        </g>
      )}
    </svg>
  )
})

/** The loss on a log axis, scaled from its maximum to its minimum. */
function lossPoints(loss: readonly number[]): string {
  const logs = loss.filter((value) => value > 0).map(Math.log)
  const [low, high] = [Math.min(...logs), Math.max(...logs)]
  const x = (at: number) => (HALF * at) / Math.max(1, logs.length - 1)
  const y = (value: number) => 2 + (HEIGHT - 4) * (high > low ? (high - value) / (high - low) : 0.5)
  return logs.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
}

function sharesPath(shares: readonly number[]): string {
  const max = Math.max(...shares, 1e-9)
  const width = HALF / Math.max(1, shares.length)
  const tops = shares.map((share, at) => {
    const y = (HEIGHT * (1 - Math.min(1, share / max))).toFixed(1)
    return `L${(at * width).toFixed(1)} ${y}H${((at + 1) * width).toFixed(1)}`
  })
  return `M0 ${HEIGHT}${tops.join('')}V${HEIGHT}z`
}

/** The color and marker that identify a run in charts of several runs. */
export function RunMark({ slot }: { slot: number }) {
  const { color, marker } = markOf(slot)
  return (
    <svg data-run-mark className={css.runMark} viewBox="0 0 12 12" aria-hidden="true" style={{ color: `var(--${color})` }}>
      <path d={MARKER_PATHS[marker]} />
    </svg>
  )
}
