/** Describes, in sentences, what was lost in converting recordings with boxes to a set. */
import type { BinLosses } from '../../boxes/bins'
import type { LabelLosses } from '../../boxes/labels'
import type { WindowLosses } from './schema'

export interface BoxLosses extends LabelLosses, BinLosses, WindowLosses {}

const share = (count: number, of: number, what: string): string =>
  `${count.toLocaleString('en-US')} of ${of.toLocaleString('en-US')} ${what}`

/** A sentence for each loss that occurs. */
const words = (rows: readonly (readonly [count: number, of: number, what: string, became: string])[]): string[] =>
  rows.flatMap(([count, of, what, became]) => (count > 0 ? [`${share(count, of, what)} ${became}.`] : []))

export const labelLossText = ({ boxes, unscored, unknown, outside, empty, small, over, cut }: LabelLosses): string[] =>
  words([
    [unscored, boxes, 'boxes', 'are of classes that are not scored, and are left out'],
    [unknown, boxes, 'boxes', 'are of a class that is not known, and are left out'],
    [empty, boxes, 'boxes', 'have no width or no height, and are left out'],
    [outside, boxes, 'boxes', 'lie outside the image, and are left out'],
    [small, boxes, 'boxes', 'are smaller than the filter asks for, and are left out'],
    [over, boxes, 'boxes', 'are more than a sample has room for, and are left out: the smallest of theirs'],
    [cut, boxes, 'boxes', 'reach beyond the image, and are cut at its edge'],
  ])

export const windowLossText = ({ windows, noTruth, tooEarly, noEvent }: WindowLosses): string[] =>
  words([
    [noTruth, windows, 'label times', 'have no box that counts, and make no sample'],
    [tooEarly, windows, 'label times', 'come before the first event, and make no sample'],
    [noEvent, windows, 'label times', 'have no event in their bins, and make no sample'],
  ])

export const binLossText = ({ events, unbinned, outside, saturated }: BinLosses): string[] =>
  words([
    [unbinned, events, 'events', 'come after the last bin, and are not counted'],
    [outside, events, 'events', 'lie outside the sensor, and are not counted'],
    [saturated, events, 'events', 'would count beyond 255 in a pixel of a bin, and are not counted'],
  ])
