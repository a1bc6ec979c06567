/** Labels for times and counts of event recordings. Pure. */
import { fixed, grouped } from '../../../format'
import { digitsOf, niceStep } from '../../base/scale'

/** "12.5 ms", "3.20 s": a time in microseconds, with enough digits to distinguish it from a time `apart` microseconds away. */
export function eventTimeLabel(time: number, apart: number): string {
  const seconds = Math.abs(time) >= 1e6
  const unit = seconds ? 1e6 : 1000
  if (time === 0) return '0\u00a0ms'
  return `${fixed(time / unit, Math.min(4, digitsOf(niceStep(apart / unit, 1))))}\u00a0${seconds ? 's' : 'ms'}`
}

/** A duration with about three digits. */
export const durationLabel = (time: number): string => eventTimeLabel(time, Math.max(1, time) / 100)

/** Introduces an estimate with the number of samples that it is based on. */
export const lookedLabel = (looked: number, all: number): string =>
  looked < all
    ? `In the ${looked === 1 ? 'one' : grouped(looked)} of ${grouped(all)} samples that ${looked === 1 ? 'was' : 'were'} looked at:`
    : `In all ${grouped(all)} samples:`

/** "1 event", "2,000 events". */
export const eventsLabel = (count: number): string => `${grouped(count)} ${count === 1 ? 'event' : 'events'}`
