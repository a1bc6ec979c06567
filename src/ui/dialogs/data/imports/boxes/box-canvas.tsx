/** The events of a sample, all bins together, with its boxes over them. */

import { TRUTH_COLUMNS } from '../../../../../data/boxes/schema'
import type { BoxChoice, BoxPreview } from '../../../../../data/import/boxes/schema'
import { allFrames, drawImage, imagePixels, imageScale } from '../../../../base/bitmap'
import { penOf, SMALLEST, text } from '../../../../base/draw'
import { usePainter } from '../../../../base/paint'

interface Props {
  readonly preview: BoxPreview | null
  readonly choice: BoxChoice
  readonly names: readonly string[]
  readonly label: string
}

export function BoxCanvas({ preview, choice: { bins, height, width }, names, label }: Props) {
  const ref = usePainter(
    [],
    (context, area, colors) => {
      // While a new choice is being read, the preview may still have the previous size.
      const cells = bins * height * width * 2
      if (!preview || preview.counts.length !== 4 * Math.ceil(cells / 4)) return
      const scale = Math.min(area.width / width, area.height / height)
      const place = { x: (area.width - scale * width) / 2, y: 0, width: scale * width, height: scale * height }
      const sums = allFrames(preview.counts.subarray(0, cells), { height, width, polarities: 2 })
      const shape = { height, width, channels: 2 }
      drawImage(context, imagePixels(sums, shape, imageScale(sums), area.dark), shape, place)
      context.strokeStyle = colors.hair
      context.lineWidth = area.unit
      context.strokeRect(place.x, place.y, place.width, place.height)
      const pen = penOf(context, area, colors)
      for (let at = 0; at < preview.truths.length; at += TRUTH_COLUMNS) {
        const [type, x, y, w, h] = preview.truths.subarray(at, at + 5) as unknown as readonly [number, number, number, number, number]
        const [left, top] = [place.x + scale * (x - w / 2), place.y + scale * (y - h / 2)]
        context.strokeStyle = colors.win
        context.lineWidth = 1.5 * area.unit
        context.strokeRect(left, top, scale * w, scale * h)
        text(pen, left, Math.max(SMALLEST * area.unit, top - 3 * area.unit), names[type] ?? '', { color: colors.win, halo: true })
      }
    },
    [preview, bins, height, width, names],
  )
  return <canvas ref={ref} role="img" aria-label={label} />
}
