/** The firing rate of a memory in an episode, and its units that never fire or whose gates hardly move. */

import { useMemo } from 'react'
import type { Episode } from '../../../tasks/control/detail'
import { MetricsList } from '../../base/metrics-list'
import css from './control.module.css'
import { rateText, unitStatistics } from './episode'

export function UnitFacts({ episode }: { readonly episode: Episode }) {
  const statistics = useMemo(() => unitStatistics(episode), [episode])
  if (!statistics) return null
  const of = (count: number) => `${count} of ${episode.units}`
  return (
    <MetricsList
      className={css.metrics}
      metrics={[
        { name: 'spike rate', term: 'firingRate', help: 'Spikes of all units, a step.', value: rateText(statistics) },
        { name: 'silent', term: 'silent', help: 'Units that never fire in this episode.', value: of(statistics.silent) },
        statistics.saturated !== null && {
          name: 'F saturated',
          term: 'grsn',
          help: 'Units whose forget gate is below 0.05, or above 0.95, at 95 % of the steps or more: it gates nothing.',
          value: of(statistics.saturated),
        },
        statistics.closed !== null && {
          name: 'I closed',
          term: 'grsn',
          help: 'Units whose input gate is 0 at every step: nothing new arrives.',
          value: of(statistics.closed),
        },
      ]}
    />
  )
}
