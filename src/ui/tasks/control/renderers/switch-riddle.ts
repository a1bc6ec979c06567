/** Prisoners: who is in the room today, whether its light is on, and who has been there. */
import { box, type Pen, type Place, text } from '../../../base/draw'
import { disc, type EnvironmentRenderer, type Scene, stateValues, weightOf } from './renderer'

/** The index in the state of the first word that says who has been in the room. */
const BEEN = 4

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const [visitor = 0, light = 0, ...been] = stateValues(scene)
  const w = weightOf(place, r)
  const apart = place.width / Math.max(1, been.length)
  const [top, bottom] = [place.y + 0.08 * place.height, place.y + 0.52 * place.height]
  const middle = place.x + place.width / 2
  const half = Math.min(0.3 * place.width, 60 * w)
  box(pen, middle - half, top, middle + half, bottom, light > 0 ? colors['win-fill'] : colors.raise)
  disc(pen, middle, top + 9 * w, 5 * w, light > 0 ? colors.warn : null, { color: colors.edge, width: 1.25 * w })
  been.forEach((was, at) => {
    const inside = at === visitor
    const [x, y] = inside ? [middle, bottom - 11 * w] : [place.x + (at + 0.5) * apart, place.y + 0.76 * place.height]
    const color = scene.isHidden(BEEN + at) ? colors.fix : colors.win
    disc(pen, x, y, 7 * w, inside ? colors.u : colors.raise, was > 0 ? { color, width: 2 * w } : { color: colors.edge, width: w })
    text(pen, x, y + 20 * w, String(at + 1), { color: inside ? colors.ink : colors.ink2, align: 'center' })
  })
}

export const switchRiddle: EnvironmentRenderer = {
  ratio: () => 1.8,
  paint,
  numbers: false,
  legend: 'The blue prisoner is in the room; a ring marks who visited it on a day before (visited: 1).',
}
