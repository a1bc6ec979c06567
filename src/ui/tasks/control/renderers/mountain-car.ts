/** A car in its valley, and the flag on the hill. */
import { line, type Pen, type Place, stroke } from '../../../base/draw'
import { arrow, disc, type EnvironmentRenderer, pushOf, type Scene, stateValues, truthStyle, weightOf } from './renderer'

const [LEFT, RIGHT, GOAL] = [-1.2, 0.6, 0.45]
const heightAt = (x: number) => 0.45 * Math.sin(3 * x) + 0.55

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const [position = -Math.PI / 6, speed = 0] = stateValues(scene)
  const w = weightOf(place, r)
  const pad = 6 * w
  const across = (x: number) => place.x + pad + ((x - LEFT) / (RIGHT - LEFT)) * (place.width - 2 * pad)
  const down = (height: number) => place.y + place.height - pad - height * 0.78 * (place.height - 2 * pad)
  stroke(pen, { color: colors.edge, width: 1.5 * w }, (path) => {
    for (let i = 0; i <= 60; i++) {
      const x = LEFT + ((RIGHT - LEFT) * i) / 60
      if (i === 0) path.moveTo(across(x), down(heightAt(x)))
      else path.lineTo(across(x), down(heightAt(x)))
    }
  })
  const [gx, gy] = [across(GOAL), down(heightAt(GOAL))]
  line(pen, gx, gy, gx, gy - 18 * w, { color: colors.win, width: 1.5 * w })
  pen.context.fillStyle = colors.win
  pen.context.fillRect(gx, gy - 18 * w, 8 * w, 6 * w)
  const slope = Math.atan2(
    down(heightAt(position + 0.01)) - down(heightAt(position - 0.01)),
    across(position + 0.01) - across(position - 0.01),
  )
  const radius = 6 * w
  const [x, y] = [across(position) + radius * Math.sin(slope), down(heightAt(position)) - radius * Math.cos(slope)]
  disc(pen, x, y, radius, scene.isHidden(2) ? colors.fix : colors.u)
  const along = (length: number, style: Parameters<typeof arrow>[5], lift: number) => {
    const [bx, by] = [x + lift * Math.sin(slope), y - lift * Math.cos(slope)]
    arrow(pen, bx, by, bx + length * Math.cos(slope), by + length * Math.sin(slope), style, 6 * w)
  }
  along(900 * w * speed, truthStyle(pen, scene.isHidden(3), w), 0)
  along(26 * w * pushOf(scene.action, 0), { color: colors.spk, width: 2 * w }, 12 * w)
}

export const mountainCar: EnvironmentRenderer = { ratio: () => 1.7, paint, legend: 'Arrows: speed, and in orange the force.' }
