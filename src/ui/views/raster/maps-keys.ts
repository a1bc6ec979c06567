/** The keys that choose a channel among feature maps, and scrolling it into sight. */

import { cornerOf, type MapsLayout } from './feature-maps-chart'

/** The channel that a key leads to from the one that is selected; undefined of a key that leads nowhere. */
export function channelAfter(key: string, selected: number | null, columns: number, channels: number): number | undefined {
  const from = selected ?? -1
  const next = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: selected === null ? 0 : from + columns,
    Home: 0,
    End: channels - 1,
  }[key]
  return next === undefined ? undefined : Math.min(channels - 1, Math.max(0, next))
}

export function scrollToChannel(scroller: HTMLElement, layout: MapsLayout, channel: number): void {
  const { y } = cornerOf(layout, channel)
  const { scrollTop, clientHeight } = scroller
  if (y < scrollTop) scroller.scrollTop = y - layout.top
  else if (y + layout.down > scrollTop + clientHeight) scroller.scrollTop = y + layout.down - clientHeight
}
