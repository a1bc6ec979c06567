/** Describes the filters or receptive fields of a layer in words: how many, of which size, and a text for screen readers. Pure. */

import { grouped, significant } from '../../../format'
import type { Filters } from '../../../readings/layers'

const CHANNELS: Readonly<Record<number, string>> = { 2: ', OFF and ON', 3: ', color' }

const channelsLabel = (channels: number): string => (channels === 1 ? '' : (CHANNELS[channels] ?? `, ${channels} channels`))

/** "128 of 28 × 28", "8 of 5 × 5, OFF and ON" */
export const countLabel = ({ of, channels, height, width }: Filters): string =>
  `${grouped(of)} of ${height} × ${width}${channelsLabel(channels)}`

/** @param reach the largest weight, of either sign. */
export function imagesLabel({ kind, outputs, of, channels, height, width }: Filters, reach: number): string {
  const what = kind === 'conv' ? 'filters' : 'receptive fields'
  const count = of > outputs ? `The first ${grouped(outputs)} of ${grouped(of)} ${what}` : `${grouped(outputs)} ${what}`
  return `${count} of ${height} by ${width}${channelsLabel(channels)}, with weights within ±${significant(reach)}.`
}
