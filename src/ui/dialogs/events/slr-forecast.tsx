/** What a choice takes, before anything is converted. */

import { MAX_FRAME_BYTES } from '../../../data/events/schema'
import { slrRefusal } from '../../../data/import/slr/schema'
import { grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import { FactsTable } from '../../base/facts-table'
import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { useSlrImport } from '../../state/imports/slr-import'
import { bytes } from '../../state/labels/experiment-label'

export function SlrForecast() {
  const cost = useSlrImport((state) => state.cost)
  if (!cost) return null
  const { train, test, all, graphics } = cost
  const refusal = slrRefusal(cost)
  const network = graphics && `, and ${bytes(graphics.all - graphics.samples)} of network`
  return (
    <section aria-label="What it takes" className={wizardCss.forecast}>
      <FactsTable
        facts={[
          { name: 'Samples', term: 'halves', value: `${grouped(train)} for training, ${grouped(test)} for testing` },
          { name: 'Kept in this browser', term: 'keptSet', value: bytes(cost.bytes) },
          {
            name: 'Graphics memory',
            term: 'graphicsMemory',
            value: `${bytes(cost.bytes)} of both streams${network ?? ', and what a network takes'}`,
          },
        ]}
      />
      {refusal !== null ? (
        <p role="alert" className={classesOf(controlsCss.problem, controlsCss.error)}>
          {refusal}
        </p>
      ) : (
        train + test < all.train + all.test && (
          <p className={controlsCss.problem}>
            All {grouped(all.train + all.test)} samples would not fit {bytes(MAX_FRAME_BYTES)}: the same share of each sign, light and
            position is kept. Longer intervals, fewer steps or smaller frames keep more.
          </p>
        )
      )}
    </section>
  )
}
