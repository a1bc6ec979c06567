/** A figure of both streams of a sample, with attention's scores. */
import { fixed } from '../../../format'
import type { ScoresReading } from '../../../readings/sample'
import { penOf, text } from '../../base/draw'
import type { Figure } from '../../base/figure'
import { magnitude, rgb } from '../../base/magnitude'
import { polarityKeys } from '../../base/polarity'
import { keyOf, overlayRange, symbolOf, temporalOf } from './scores'
import { drawPair, drawStrips, STRIP, type TwoStreams } from './streams-chart'

const LABEL = 17
const BETWEEN = 10

/** @param overlaid the key of the score laid over the images. @param of names the sample shown to the network. */
export function streamsFigure(
  streams: TwoStreams,
  scores: readonly ScoresReading[],
  step: number | null,
  overlaid: string | undefined,
  of: string,
): Figure {
  const overlay = scores.find((score) => keyOf(score) === overlaid)
  const strips = temporalOf(scores)
  const { frame, pictures } = streams
  const last = streams.frames.length / (pictures.height * pictures.width * pictures.channels)
  const pair = (width: number) => (width * frame.height) / (2 * frame.width)
  return {
    name: 'two-streams',
    title: 'Events and frames',
    scope: `${of}, ${step === null ? 'all steps' : `step ${step + 1}`}${strips.length > 0 ? ', temporal scores' : ''}`,
    drawing: {
      paint(context, area, colors) {
        const pen = penOf(context, area, colors)
        const { r } = pen
        const room = { x: 0, y: LABEL * r, width: area.width, height: pair(area.width) }
        text(pen, 0, 11 * r, step === null ? 'events, all steps' : `events, t = ${step + 1}`, { color: colors.ink2 })
        text(pen, area.width / 2 + 4 * r, 11 * r, `frame, t = ${(step ?? last - 1) + 1}`, { color: colors.ink2 })
        drawPair(pen, streams, step, overlay, room)
        drawStrips(pen, strips, step, { x: 0, y: room.y + room.height + BETWEEN * r, width: area.width })
      },
    },
    keys: (_, dark) => {
      if (!overlay) return polarityKeys(dark)
      const [low, high] = overlayRange(overlay).map((value) => fixed(value, 2)) as [string, string]
      return [...polarityKeys(dark), { mark: { colors: (part) => rgb(magnitude(part, dark)), low, high }, label: symbolOf(overlay) }]
    },
    height: (width) => LABEL + pair(width) + BETWEEN + STRIP * strips.length,
  }
}
