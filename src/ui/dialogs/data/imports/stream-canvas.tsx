/** A frame of one stream during an import: event counts, or an image from the same camera. */

import { drawImage, fitted, imagePixels, imageScale } from '../../../base/bitmap'
import { usePainter } from '../../../base/paint'

interface Props {
  readonly stream: 'events' | 'images'
  /** [height, width, channels] */
  readonly values: ArrayLike<number> | undefined
  readonly height: number
  readonly width: number
  readonly channels: 1 | 2 | 3
  readonly label: string
}

export function StreamCanvas({ stream, values, height, width, channels, label }: Props) {
  const ref = usePainter(
    [],
    (context, area) => {
      // While a new choice is being read, the preview may still have the previous size.
      if (values?.length !== height * width * channels) return
      const isGray = stream === 'images' && channels === 1
      // Gray images look the same in the light theme.
      const pixels = isGray ? Uint8Array.from({ length: 3 * values.length }, (_, at) => values[Math.floor(at / 3)]!) : values
      const shape = { height, width, channels: isGray ? 3 : channels }
      const range = stream === 'events' ? imageScale(values) : { low: 0, high: 255 }
      drawImage(context, imagePixels(pixels, shape, range, area.dark), shape, fitted(area, shape))
    },
    [stream, values, height, width, channels],
  )
  return <canvas ref={ref} role="img" aria-label={label} />
}
