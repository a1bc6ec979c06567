/** The membrane view as a table: shares, moments and the law, by step. For people who read numbers or listen to them. */
import type { MembraneFrame } from '../../worker/protocol'
import { fixed, hundredths } from '../charts/format'
import { Scrolling } from '../charts/parts'
import { evenly } from '../charts/scale'
import { nanAt, overAt, sharesAt, sharesOverall, stepsOf, underAt } from '../charts/shares'

/** Of a long simulation, so many steps, evenly chosen; the CSV has all. */
const MOST_ROWS = 64

export function MembraneTable({ frame, step, scope }: { frame: MembraneFrame; step: number | null; scope: string }) {
  const overall = sharesOverall(frame)
  const total = frame.total || 1
  const rows = evenly(stepsOf(frame), MOST_ROWS, step)
  return (
    <Scrolling className="view-scroll" label="Membrane potential by step">
      <table className="view-data">
        <caption>
          Potentials of {frame.layer} before the reset, % of those of {scope}
        </caption>
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col">below</th>
            <th scope="col" className="view-win">
              in window
            </th>
            <th scope="col">above</th>
            <th scope="col" className="view-fix">
              fixed
            </th>
            <th scope="col">fired</th>
            <th scope="col">window from</th>
            <th scope="col">to</th>
            <th scope="col">mean</th>
            <th scope="col">deviation</th>
            {frame.law && <th scope="col">law: mean</th>}
            {frame.law && <th scope="col">deviation</th>}
            <th scope="col">off axis</th>
            <th scope="col">NaN</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((t) => {
            const shares = sharesAt(frame, t)
            return (
              <tr key={t} data-on={t === step || undefined}>
                <th scope="row">{t + 1}</th>
                <td>{hundredths(shares.below)}</td>
                <td className="view-win">{hundredths(shares.inside)}</td>
                <td>{hundredths(shares.above)}</td>
                <td className="view-fix">{hundredths(shares.fixed)}</td>
                <td>{hundredths(frame.fired[t]! / total)}</td>
                <td>{fixed(frame.windowLow[t], 3)}</td>
                <td>{fixed(frame.windowHigh[t], 3)}</td>
                <td>{fixed(frame.mean[t], 3)}</td>
                <td>{fixed(frame.deviation[t], 3)}</td>
                {frame.law && <td>{fixed(frame.law.mean[t], 3)}</td>}
                {frame.law && <td>{fixed(frame.law.deviation[t], 3)}</td>}
                <td>{hundredths((underAt(frame, t) + overAt(frame, t)) / total)}</td>
                <td>{nanAt(frame, t)}</td>
              </tr>
            )
          })}
          <tr>
            <th scope="row">all</th>
            <td>{hundredths(overall.below)}</td>
            <td className="view-win">{hundredths(overall.inside)}</td>
            <td>{hundredths(overall.above)}</td>
            <td className="view-fix">{hundredths(overall.fixed)}</td>
          </tr>
        </tbody>
      </table>
    </Scrolling>
  )
}
