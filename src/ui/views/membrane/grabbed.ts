/** Which of the lens's handles a press takes, where they lie over each other. Pure. */
import type { Handles } from '../../state/selection/window-trial'

/** As they lie along the axis of potential. */
export const HANDLES = ['low', 'threshold', 'high'] as const

/** Handles this near to each other, in px, are told apart by the side of the press alone. */
const TOGETHER = 4
/** So far from their middle a press is at a side. */
const ASIDE = 1.5

/**
 * The nearest; of several at one place the lower edge on the lower side, the upper edge on the upper one, and the threshold between them:
 * each is then dragged the way in which it can move off the others.
 * @param places of the handles, and `at` of the press: px along the axis of potential.
 */
export function grabbedHandle(places: Readonly<Record<keyof Handles, number>>, at: number): keyof Handles {
  const nearest = HANDLES.reduce((best, name) => (Math.abs(places[name] - at) < Math.abs(places[best] - at) ? name : best))
  const together = HANDLES.filter((name) => Math.abs(places[name] - places[nearest]) < TOGETHER)
  if (together.length === 1) return nearest
  const off = at - together.reduce((sum, name) => sum + places[name], 0) / together.length
  if (off < -ASIDE) return together[0]!
  if (off > ASIDE) return together.at(-1)!
  return together.includes('threshold') ? 'threshold' : nearest
}
