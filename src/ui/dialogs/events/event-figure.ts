/** The event player's image as a figure. */
import { drawingOf, type Figure } from '../../base/figure'
import { player } from '../../state/imports/event-player'
import { imageText } from './event-image'
import { polarityKeys } from './event-image-chart'

export function eventsFigure(canvas: HTMLCanvasElement | null): Figure {
  const now = player.getState()
  const { shown, view, tau, separate } = now
  const ratio = shown ? shown.height / shown.width : 1
  const how = view === 'surface' ? `, time surface with τ = ${tau} ms` : ''
  return {
    name: 'events',
    title: shown?.name ?? 'Events',
    scope: shown ? `${imageText(shown, now)}${how}` : '',
    drawing: shown && shown.events.count > 0 ? drawingOf(canvas) : null,
    empty: 'There is no event in this recording.',
    keys: polarityKeys,
    height: (width) => Math.min(width, separate ? (width / 2) * ratio + 20 : 0.8 * width * ratio),
    apart: true,
  }
}
