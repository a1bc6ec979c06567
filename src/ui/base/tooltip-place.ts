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

const meets = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/**
 * Below the target, otherwise above it, otherwise below or above the messages in the way, at a side, or below the first message that leaves
 * room; if none of these is free, below the target, or above it if there is no room below.
 * @param target what is explained. @param clear what must not be covered. All in px of the window.
 */
export function tooltipPlace(tip: Size, target: Box, view: Size, clear: readonly Box[]): { left: number; top: number } {
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
  return free ? { left: free.left, top: free.top } : { left, top: below + tip.height > view.height ? Math.max(GAP, above) : below }
}
