/** The results of each measured set in numbers, with what each number means. */

import type { ReactNode } from 'react'
import type { Estimate } from '../../../data/correlation/schema'
import { fixed, grouped, percent, UNKNOWN } from '../../../format'
import { LinkButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import { Scrolling } from '../../base/parts'
import { markOf } from '../../base/run-marks'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { forgetMeasured, type Measured } from './correlation'
import css from './correlation.module.css'

const withError = (estimate: Estimate | null): string =>
  estimate ? `${fixed(estimate.mean, 3)}${Number.isFinite(estimate.error) ? ` ± ${fixed(2 * estimate.error, 3)}` : ''}` : UNKNOWN

/** The distance at which r falls halfway from its first value to its value in any order; null if it never does. */
export function halfWay({ lags, r, anyOrder }: Measured['found']): number | null {
  const first = r[0]?.mean
  if (first === undefined || !anyOrder || first <= anyOrder.mean) return null
  const at = r.findIndex((estimate) => estimate !== null && estimate.mean <= (first + anyOrder.mean) / 2)
  return at < 0 ? null : lags[at]!
}

export function CorrelationTable({ measured }: { measured: readonly Measured[] }) {
  const cell = (text: (one: Measured) => string) => measured.map((one) => <td key={one.id}>{text(one)}</td>)
  const profile = (text: (profile: NonNullable<Measured['found']['profile']>) => string) =>
    cell(({ found }) => (found.profile ? text(found.profile) : UNKNOWN))
  return (
    <Scrolling label="What was measured, as a table" className={css.scroll}>
      <table className={classesOf(modalCss.listed, css.table)}>
        <thead>
          <tr>
            <th scope="col">Measured</th>
            {measured.map(({ id, title }, slot) => (
              <th scope="col" key={id}>
                <i className={css.mark} style={{ background: `var(--${markOf(slot).color})` }} />
                {title}{' '}
                <LinkButton onClick={() => forgetMeasured(id)}>
                  Remove<span className={controlsCss.hidden}> {title}</span>
                </LinkButton>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Row name="Samples" term={null} title="Training samples, and how many of them have at least two steps to compare">
            {cell(
              ({ found }) => `${grouped(found.samples)}${found.compared < found.samples ? `, ${grouped(found.compared)} compared` : ''}`,
            )}
          </Row>
          <Row name="Steps × values" term={null} title="The steps of a sample, and the values of a step">
            {cell(({ found }) => `${grouped(found.steps)} × ${grouped(found.size)}`)}
          </Row>
          <Row name="r(1)" term="temporalCorrelation" title="Correlation of neighboring steps, ± two standard errors">
            {cell(({ found }) => withError(found.r[0] ?? null))}
          </Row>
          <Row
            name="r in any order"
            term="temporalCorrelation"
            title="Mean over all pairs of steps: what r(d) is at every d when the steps are shuffled"
          >
            {cell(({ found }) => withError(found.anyOrder))}
          </Row>
          <Row
            name="r(1) − r in any order"
            term="temporalCorrelation"
            title="How much the order matters: 0 if neighboring steps are no more alike than any two"
          >
            {cell(({ found }) => withError(found.order))}
          </Row>
          <Row
            name="Half way at d"
            term="temporalCorrelation"
            title="The distance, in steps, at which r has fallen halfway from r(1) to its value in any order"
          >
            {cell(({ found }) => {
              const half = halfWay(found)
              return half === null ? UNKNOWN : grouped(half)
            })}
          </Row>
          <Row
            name="Profile variance in a class"
            term="profile"
            title="Variance of a step's events, relative to the sample's mean, about the mean of the sample's class; averaged over steps"
          >
            {profile(({ within }) => fixed(within, 4))}
          </Row>
          <Row name="between classes" term="profile" title="Variance of the classes' mean profiles about the mean of all">
            {profile(({ between }) => fixed(between, 4))}
          </Row>
          <Row
            name="share that classes explain"
            term="profile"
            title="Between / (within + between); next to it the chance level for this many samples"
          >
            {profile(({ share, chanceLevel }) => `${percent(share)} (chance level ${percent(chanceLevel)})`)}
          </Row>
        </tbody>
      </table>
    </Scrolling>
  )
}

function Row({ name, term, title, children }: { name: string; term: string | null; title: string; children: ReactNode }) {
  return (
    <tr>
      <th scope="row">
        <dfn>
          <Term term={term} help={title}>
            {name}
          </Term>
        </dfn>
      </th>
      {children}
    </tr>
  )
}
