/** A small plot of the pinned agent's policy over time: stacked probabilities, or means as lines; and the names of its choices. */
import type { CSSProperties } from 'react'
import { newestFrame } from '../../base/frames'
import { InnerTerm } from '../../base/help'
import { usePainter } from '../../base/paint'
import { useLab } from '../../state/store/store'
import css from './control.module.css'
import { actionNames, environmentOf } from './environment'
import { choiceColor, choiceVariable, PALE } from './episode-chart'
import { environmentOfReading, policyOutputAt } from './sample'

export function OutputPolicy() {
  const open = useLab((state) => state.open)
  const ref = usePainter(
    ['sample'],
    (context, { width, height }, colors) => {
      const frame = newestFrame('sample')?.frame
      const environment = frame && environmentOfReading(frame, open)
      if (!frame || !environment) return
      const across = width / frame.steps
      const discrete = environment.shape.action.kind === 'discrete'
      for (let step = 0; step < frame.steps; step++) {
        let y = height
        policyOutputAt(frame, environment, step).forEach((value, at) => {
          context.fillStyle = choiceColor(colors, at)
          if (!discrete) {
            const middle = (height / 2) * (1 - Math.max(-1, Math.min(1, value)))
            context.fillRect(step * across, middle - 1, across + 0.5, 2)
            return
          }
          const from = Math.round(step * across)
          context.globalAlpha = PALE
          context.fillRect(from, y - value * height, Math.round((step + 1) * across) - from, value * height)
          context.globalAlpha = 1
          y -= value * height
        })
      }
    },
    [open],
  )
  return <canvas ref={ref} className={css.small} />
}

/** The names of the choices in the colors of the plot. Where there is no room for all, the help has them. */
export function OutputNames() {
  const environment = environmentOf(useLab((state) => state.open))
  if (!environment) return null
  const { shape } = environment
  const names = actionNames(shape)
  const stacked = shape.action.kind === 'discrete' ? ', from the bottom up' : ''
  return (
    <InnerTerm term="policy" help={`Over the time steps of an episode${stacked}: ${names.join(', ')}.`} className={css.names}>
      {names.map((name, at) => (
        <span key={name} style={{ '--of': choiceVariable(at) } as CSSProperties}>
          {name}
        </span>
      ))}
    </InnerTerm>
  )
}
