/** A frame of a movie in gray, and responses as a raster with one row per cell. */

import type { ResponsePreview } from '../../../../../data/import/response/schema'
import { drawImage, fitted, imagePixels } from '../../../../base/bitmap'
import { usePainter } from '../../../../base/paint'

interface Props {
  readonly preview: ResponsePreview | null
  readonly label: string
}

/** A frame scaled from its darkest to its brightest pixel, in gray in both themes. */
export function FrameCanvas({ preview, label }: Props) {
  const ref = usePainter(
    [],
    (context, area) => {
      if (!preview) return
      const { frame, height, width } = preview
      let [low, high] = [Infinity, -Infinity]
      for (const value of frame) [low, high] = [Math.min(low, value), Math.max(high, value)]
      const shape = { height, width, channels: 3 }
      const gray = Float32Array.from({ length: 3 * frame.length }, (_, at) => frame[Math.floor(at / 3)]!)
      drawImage(context, imagePixels(gray, shape, { low, high: high > low ? high : low + 1 }, area.dark), shape, fitted(area, shape))
    },
    [preview],
  )
  return <canvas ref={ref} role="img" aria-label={label} />
}

export function SpikesCanvas({ preview, label }: Props) {
  const ref = usePainter(
    [],
    (context, area, colors) => {
      if (!preview) return
      const { spikes, cells, bins } = preview
      const max = spikes.reduce((a, b) => Math.max(a, b), 0) || 1
      const [dx, dy] = [area.width / bins, area.height / cells]
      context.fillStyle = colors.spk
      for (let cell = 0; cell < cells; cell++)
        for (let bin = 0; bin < bins; bin++) {
          const value = spikes[cell * bins + bin]!
          if (value === 0) continue
          context.globalAlpha = 0.25 + (0.75 * value) / max
          context.fillRect(bin * dx, (cell + 0.1) * dy, Math.max(1, 0.8 * dx), Math.max(1, 0.8 * dy))
        }
      context.globalAlpha = 1
    },
    [preview],
  )
  return <canvas ref={ref} role="img" aria-label={label} />
}
