/** The firing rate of a memory in an episode, and its units that never fire or whose gates hardly move. */
import { useMemo } from 'react'
import type { Episode } from '../../../tasks/control/detail'
import { Term } from '../../base/help'
import css from './control.module.css'
import { rateText, unitStatistics } from './episode'

export function UnitFacts({ episode }: { readonly episode: Episode }) {
  const statistics = useMemo(() => unitStatistics(episode), [episode])
  if (!statistics) return null
  const of = (count: number) => `${count} of ${episode.units}`
  return (
    <dl className={css.metrics}>
      <div>
        <dt>
          <Term term="firingRate" help="Spikes of all units, a step.">
            spike rate
          </Term>
        </dt>
        <dd>{rateText(statistics)}</dd>
      </div>
      <div>
        <dt>
          <Term term="silent" help="Units that never fire in this episode.">
            silent
          </Term>
        </dt>
        <dd>{of(statistics.silent)}</dd>
      </div>
      {statistics.saturated !== null && (
        <div>
          <dt>
            <Term term="grsn" help="Units whose forget gate is below 0.05, or above 0.95, at 95 % of the steps or more: it gates nothing.">
              F saturated
            </Term>
          </dt>
          <dd>{of(statistics.saturated)}</dd>
        </div>
      )}
      {statistics.closed !== null && (
        <div>
          <dt>
            <Term term="grsn" help="Units whose input gate is 0 at every step: nothing new arrives.">
              I closed
            </Term>
          </dt>
          <dd>{of(statistics.closed)}</dd>
        </div>
      )}
    </dl>
  )
}
