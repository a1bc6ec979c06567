/** The position of a tooltip: close to what it explains, inside the window, and not over error messages. Pure. */

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** The gap between a tooltip and what it explains, in px. */
export const GAP = 6

/** The least height, in px, of a tooltip that scrolls so as not to cover what it explains. */
const LEAST = 80

const meets = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

interface TooltipPlace {
  readonly left: number
  readonly top: number
  /** Where it has room for less than its text. */
  readonly height?: number
}

/**
 * Below the target, otherwise above it, otherwise below or above the messages in the way, at a side, or below the first message that leaves
 * room. If none of these is free, below the target, or above it if there is no room below; a tooltip with room for neither gets a height, and
 * scrolls where there is more.
 * @param target what is explained. @param clear what must not be covered. All in px of the window.
 */
export function tooltipPlace(tip: Size, target: Box, view: Size, clear: readonly Box[]): TooltipPlace {
  const left = Math.max(GAP, Math.min(target.left, view.width - tip.width - GAP))
  const below = target.bottom + GAP
  const above = target.top - tip.height - GAP
  const at = (top: number, x = left): Box => ({ left: x, top, right: x + tip.width, bottom: top + tip.height })
  const inTheWay = clear.filter((one) => meets(one, at(below)) || meets(one, at(above)))
  const places = [
    at(below),
    at(above),
    ...inTheWay.map(({ bottom }) => at(bottom + GAP)),
    ...inTheWay.map(({ top }) => at(top - tip.height - GAP)),
    at(target.top, target.right + GAP),
    at(target.top, target.left - tip.width - GAP),
    ...clear
      .map(({ bottom }) => at(bottom + GAP))
      .filter(({ top }) => top > below)
      .sort((a, b) => a.top - b.top),
  ]
  const inView = (box: Box) => box.top >= 0 && box.left >= 0 && box.bottom <= view.height && box.right <= view.width
  const free = places.find((box) => inView(box) && !meets(box, target) && !clear.some((one) => meets(box, one)))
  if (free) return { left: free.left, top: free.top }
  if (below + tip.height <= view.height) return { left, top: below }
  const room = { below: view.height - below - GAP, above: target.top - 2 * GAP }
  const height = Math.max(room.below, room.above)
  if (above >= 0 || height < LEAST) return { left, top: Math.max(GAP, above) }
  return { left, top: room.below >= room.above ? below : GAP, height }
}
