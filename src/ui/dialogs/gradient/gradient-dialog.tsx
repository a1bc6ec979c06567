/** The check of the gradient: what was found in a sentence, the derivatives against numeric ones, and their errors as a table. */

import { twoDigits } from '../../../format'
import {
  agreementText,
  directionText,
  type GradientCheck,
  gradientSentence,
  leftOutSentence,
  rowsOf,
  shareText,
} from '../../../readings/gradient-check'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import { LongWork } from '../../base/long-work'
import { Scrolling } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { AroundHere } from './around-here'
import css from './gradient.module.css'
import { GradientChart } from './gradient-chart'
import { HowTrue } from './how-true'
import { useCheck } from './use-check'

export function GradientDialog() {
  const { checks, layer, of, start, stop } = useCheck()
  const compared = checks.some(({ points }) => points.length > 0)
  return (
    <Modal className={css.gradient}>
      <p>
        Derivatives of the outputs of some neurons, by their input current and by what they learn, computed by backpropagation on this
        adapter and in float64, against central differences, at the potentials that the pinned samples have now.
      </p>
      {layer !== null ? (
        <LongWork
          label="Checking"
          status={`Checking ${layer}, layer ${checks.length + 1} of ${of}`}
          done={checks.length}
          total={of}
          cancel={stop}
          button="Stop"
          ending="Stopping …"
        />
      ) : (
        <Finding checks={checks} of={of} start={start} />
      )}
      {compared && (
        <div className={css.pair}>
          <GradientChart checks={checks} />
          <Errors checks={checks} />
        </div>
      )}
      <Left checks={checks} />
      {layer === null && <HowTrue />}
      {layer === null && <AroundHere />}
    </Modal>
  )
}

function Finding({ checks, of, start }: { checks: readonly GradientCheck[]; of: number; start: () => void }) {
  const wrong = rowsOf(checks).some(({ agrees }) => !agrees)
  const found = of === 0 ? 'No layer of this network has neurons whose gradient can be checked.' : gradientSentence(checks)
  return (
    <>
      <p role="status" className={classesOf(css.finding, wrong && controlsCss.problem, wrong && controlsCss.error)}>
        {checks.length < of && `Stopped after ${checks.length} of ${of} layers. `}
        {(checks.length > 0 || of === 0) && found}
      </p>
      {of > 0 && (
        <p>
          <PushButton onClick={start}>Check again</PushButton>
        </p>
      )}
    </>
  )
}

function Errors({ checks }: { checks: readonly GradientCheck[] }) {
  return (
    <Scrolling label="Relative errors by layer" className={css.scroll}>
      <table className={classesOf(modalCss.listed, css.table)}>
        <caption>Largest difference to the numeric derivative, relative to the largest derivative</caption>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Derivative by</th>
            <th scope="col">Compared</th>
            <th scope="col">Largest</th>
            <th scope="col">Float64</th>
            <th scope="col">Adapter</th>
            <th scope="col">Agrees</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(checks).map((row) => (
            <tr key={`${row.layer} ${row.parameter}`}>
              <th scope="row">{row.layer}</th>
              <td>{row.parameter === null ? <Term term="current">{directionText(null)}</Term> : directionText(row.parameter)}</td>
              <td>{row.count}</td>
              <td>{twoDigits(row.largest)}</td>
              <td>{shareText(row.analytic)}</td>
              <td>{shareText(row.gpu)}</td>
              <td>{row.agrees ? agreementText(row) : <strong>no</strong>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

/** What was left out, and why. */
function Left({ checks }: { checks: readonly GradientCheck[] }) {
  const left = leftOutSentence(checks)
  const rows = rowsOf(checks)
  return (
    <>
      {left !== null && <p className={controlsCss.muted}>{left}</p>}
      {rows.length > 0 &&
        checks.map(
          ({ layer, why }) =>
            why !== null && (
              <p key={layer} className={controlsCss.muted}>
                {why}
              </p>
            ),
        )}
    </>
  )
}
