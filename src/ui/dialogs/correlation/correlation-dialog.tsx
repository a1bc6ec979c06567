/** Temporal correlation: how similar a sample's steps are by their distance, for several sets, and tests of order that train networks. */

import { useEffect, useId, useState } from 'react'
import { MAX_SAMPLES, stepsToCompare } from '../../../data/correlation/schema'
import { dataShape } from '../../../data/datasets/schema'
import { grouped } from '../../../format'
import { PushButton } from '../../base/buttons'
import { saveCsv } from '../../base/download'
import type { DrawnTerms } from '../../base/glossary'
import { Term } from '../../base/help'
import { LongWork } from '../../base/long-work'
import { NumberField } from '../../base/number-field'
import { TextButton } from '../../base/parts'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import { Wrong } from '../../base/wrong'
import { Modal } from '../../shared/dialog'
import { listSets, useData } from '../../state/imports/data-sets'
import { setPlan } from '../../state/runs/compare-plan'
import { showDialog } from '../../state/selection/select'
import { useLab } from '../../state/store/store'
import { cancelMeasuring, keyOf, measurable, measure, setSamples, useCorrelation } from './correlation'
import css from './correlation.module.css'
import { CorrelationChart, rowsOfCurves } from './correlation-chart'
import { CorrelationTable } from './correlation-table'

/** Terms drawn along the chart's axes. */
const DRAWN: DrawnTerms = {
  'distance d (steps)': 'timeStep',
  'distance (share of the sample)': 'timeStep',
  'correlation r(d)': 'temporalCorrelation',
}

export function CorrelationDialog() {
  const work = useCorrelation((state) => state.work)
  const failed = useCorrelation((state) => state.failed)
  const measured = useCorrelation((state) => state.measured)
  return (
    <Modal className={css.correlation}>
      <p>
        How much of a set is in the order of its steps. Where r(d), the correlation of two steps that lie d apart, stays high at every d, a
        sample stays much the same over time; where it falls, the sample changes, and the order of its steps can carry information.
      </p>
      {work ? (
        <LongWork
          label="Measuring"
          status={`${work.title}: ${work.what.toLowerCase()}`}
          done={work.share}
          total={1}
          cancel={cancelMeasuring}
        />
      ) : (
        <Setup />
      )}
      {failed && <Wrong role="alert">{failed}</Wrong>}
      {measured.length > 0 && (
        <section className={css.results} aria-label="Results">
          <div className={css.head}>
            <h3>
              <Term term="temporalCorrelation" drawn={DRAWN}>
                Correlation of steps by their distance
              </Term>
            </h3>
            <TextButton
              text="Save CSV"
              label="Save the correlations as CSV"
              act={() => saveCsv('correlation.csv', rowsOfCurves(measured))}
            />
          </div>
          <div className={css.pair}>
            <CorrelationChart measured={measured} />
            <CorrelationTable measured={measured} />
          </div>
        </section>
      )}
      <OrderTests />
    </Modal>
  )
}

function Setup() {
  const open = useLab((state) => state.open)
  const sets = useData((state) => state.sets)
  const samples = useCorrelation((state) => state.samples)
  const [chosen, choose] = useState<string | null>(null)
  const ids = useId()
  useEffect(() => void listSets(), [])
  const all = measurable(open, sets)
  const what = all.find((one) => keyOf(one) === chosen) ?? all[0]
  const steps = stepsToCompare(open.data, open.encoder)
  return (
    <>
      {'why' in steps && (
        <p className={controlsCss.problem}>
          The open experiment ({dataShape(open.data).title}): {steps.why}
        </p>
      )}
      <div className={css.setup}>
        <label htmlFor={`${ids}set`}>Set</label>
        <Select
          id={`${ids}set`}
          value={what ? keyOf(what) : ''}
          options={all.map((one) => ({ value: keyOf(one), text: one.title }))}
          choose={choose}
        />
        <label htmlFor={`${ids}samples`}>training samples, at most</label>
        <NumberField id={`${ids}samples`} integer min={1} max={MAX_SAMPLES} step={100} value={samples} change={setSamples} />
        <PushButton
          className={controlsCss.primary}
          disabled={!what}
          // The dialog shows the error.
          onClick={() => what && void measure(what, samples).catch(() => undefined)}
        >
          Measure
        </PushButton>
      </div>
      {what?.encoder.kind === 'camera' && (
        <p className={controlsCss.muted}>
          The camera is simulated sample by sample in float64, which takes a while: {grouped(Math.min(samples, 100))} samples say much
          already.
        </p>
      )}
    </>
  )
}

/** A note on what measuring the data cannot tell: whether a network uses the order. */
function OrderTests() {
  const frames = useLab((state) => state.open.encoder.kind === 'frames')
  return (
    <section className={css.tests} aria-label="Tests of order">
      <h3>Does the network use the order?</h3>
      <p>
        The same network is trained and tested on frames as recorded, reversed, shuffled (a fixed random order for each sample) and
        collapsed (the mean of all frames at every step), and trained as recorded but tested shuffled. The accuracy lost with shuffled and
        collapsed frames shows how much it uses time.
      </p>
      <p>
        <PushButton
          disabled={!frames}
          onClick={() => {
            setPlan({ ready: 'order' })
            showDialog('compare')
          }}
        >
          Compare the orders …
        </PushButton>{' '}
        {!frames && (
          <span className={controlsCss.muted}>
            For experiments that learn from frames of recordings: the encoder “frame by frame” is the one that can take them in another
            order.
          </span>
        )}
      </p>
    </section>
  )
}
