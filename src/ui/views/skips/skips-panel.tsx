/** The skip lengths, where skips are learned: the view comes with the first network that has it. */

import { lazy, Suspense } from 'react'
import { useLab } from '../../state/store/store'

const SpanMap = lazy(async () => ({ default: (await import('./skips')).SkipLengths }))

export function SpanMapPanel() {
  const adaptive = useLab(({ layers, open: { network } }) =>
    layers.length > 0 && network.kind === 'recurrent' && network.hidden.length > 0 && network.recurrence.kind === 'adaptive'
      ? network.recurrence.sharedBy
      : null,
  )
  return <Suspense fallback={null}>{adaptive && <SpanMap shared={adaptive === 'network'} />}</Suspense>
}
