/** Accuracy by lighting, position, subject and part of the class, from the newest evaluation. */
import { grouped, percent } from '../../../format'
import type { ClassificationDetail } from '../../../tasks/classification/detail'
import { newestFrame } from '../../base/frames'
import { Term } from '../../base/help'
import { Scrolling } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { useFrames } from '../../state/session/frame-hooks'
import css from './classification.module.css'

export function AccuracyGroups() {
  useFrames(['report'], 1000)
  const report = newestFrame('report')
  const detail = report?.detail as ClassificationDetail | undefined
  if (!report || !detail?.groups) return null
  return (
    <>
      <h3 className={controlsCss.sub}>
        <Term term="accuracy">Accuracy by group</Term>
      </h3>
      <Scrolling label="Accuracy by group" className={css.groups}>
        <table>
          <thead>
            <tr>
              <th scope="col">of the {report.part} set</th>
              <th scope="col">
                <Term term="accuracy">accuracy</Term>
              </th>
              <th scope="col">correct</th>
            </tr>
          </thead>
          {detail.groups.map(({ title, rows }) => (
            <tbody key={title}>
              <tr>
                <th scope="rowgroup" colSpan={3}>
                  {title}
                </th>
              </tr>
              {rows.map(({ name, count, correct }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{percent(correct / count)}</td>
                  <td>
                    {grouped(correct)} of {grouped(count)}
                  </td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </Scrolling>
    </>
  )
}
