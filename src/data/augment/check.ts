/** Problems of an image's augmentation with its size and encoder. */
import { error, type Problem, warning } from '../../problem'
import type { EncoderSpec } from '../encoders/schema'
import type { DataShape } from '../schema'
import { type BoxAugmentSpec, changesOf, MAX_PLACED_PIXELS } from './schema'

/** Encoders whose spikes depend on brightness. */
const BRIGHTNESS: readonly EncoderSpec['kind'][] = ['poisson', 'latency', 'camera']

export function changeProblems(data: object, { height, width, pictures }: DataShape, encoder: EncoderSpec): Problem[] {
  const { normalize, crop, cutout } = changesOf(data)
  const side = Math.min(height, width)
  const problems: Problem[] = []
  const leftOut = (path: string, value: unknown) => ({ label: 'Turn it off', path, value })
  if (crop >= side)
    problems.push(
      error(
        'data.crop',
        `Images of ${width} × ${height} pixels could be shifted out of view: the crop padding must be less than ${side}.`,
        leftOut('data.crop', 0),
      ),
    )
  if (cutout >= side)
    problems.push(
      error(
        'data.cutout',
        `A black square of ${cutout} pixels could cover a whole image of ${width} × ${height}.`,
        leftOut('data.cutout', 0),
      ),
    )
  if (normalize && BRIGHTNESS.includes(encoder.kind))
    problems.push(
      warning(
        'data.normalize',
        'Normalization applies to currents; this encoder’s spikes follow the brightness.',
        leftOut('data.normalize', false),
      ),
    )
  if (pictures) problems.push(...movedProblems(data))
  return problems
}

/** Reports augmentations that move events but not the images taken with them, which would then show another scene. */
function movedProblems(data: object): Problem[] {
  const { flip, roll } = data as { readonly flip?: boolean; readonly roll?: number }
  const moved = (path: string, what: string, value: unknown) =>
    error(path, `${what} moves the events of a sample, but not the images taken with them.`, {
      label: 'Turn it off',
      path,
      value,
    })
  return [...(flip ? [moved('data.flip', 'Flip', false)] : []), ...(roll ? [moved('data.roll', 'Roll', 0)] : [])]
}

/** Problems of the augmentation of images with boxes. */
export function boxAugmentProblems(how: BoxAugmentSpec | undefined, size: { readonly height: number; readonly width: number }): Problem[] {
  if (!how || size.height * size.width <= MAX_PLACED_PIXELS) return []
  return [
    error('data.augment.kind', `Images of ${size.width} × ${size.height} pixels are too large for augmentation.`, {
      label: 'Turn it off',
      path: 'data.augment.kind',
      value: 'none',
    }),
  ]
}
