/** What an encoder sends, in a sentence; and how pictures of many steps fit a rectangle. Pure. */
import type { EncoderSpec } from '../../data/schema'
import { fixed } from '../charts/format'
import { pictureScale } from '../charts/picture'

export function inputWords(encoder: EncoderSpec, data: ArrayLike<number> | undefined, channels: number): string {
  switch (encoder.kind) {
    case 'direct': {
      if (!data) return 'Direct: the same currents at every step.'
      const { low, high } = pictureScale(data, 1)
      if (low === 0) return 'Direct: brightness as current, from 0 to 1.'
      const middle = channels === 3 ? 'gray is 0' : 'blue below 0, orange above'
      return `Normalized currents within ±${fixed(high, 1)}: ${middle}.`
    }
    case 'poisson':
      return `Poisson: the chance of a spike is the brightness${encoder.rate < 1 ? ` times ${encoder.rate}` : ''}.`
    case 'latency':
      return 'Latency: one spike a pixel, the brighter the earlier.'
    default:
      return encoder satisfies never
  }
}

export interface Grid {
  readonly columns: number
  readonly width: number
  readonly height: number
}

/** The largest pictures of one aspect (width over height), at most `most` wide, of which `count` fit, each under a label. */
export function fittingGrid(
  count: number,
  width: number,
  height: number,
  aspect: number,
  { gap, label, most }: { gap: number; label: number; most: number },
): Grid {
  let best: Grid = { columns: 1, width: 1, height: 1 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const [across, down] = [(width + gap) / columns - gap, height / rows - label]
    const fitted = Math.min(across, down * aspect, most)
    if (fitted > best.width) best = { columns, width: fitted, height: fitted / aspect }
  }
  return best
}
