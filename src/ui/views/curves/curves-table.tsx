/** The learning curves as a table, a row for each epoch (or evaluation). */
import { fixed, grouped, hundredths, percent } from '../../../format'
import { Scrolling } from '../../base/parts'
import { valueAt } from '../../base/series'
import { CURVE, history, LAYER, softGap, TEST } from '../../state/history'

export function CurvesTable({ stepsPerEpoch, layer }: { stepsPerEpoch: number; layer: string | null }) {
  const { curves, tests } = history
  const last = curves.count ? curves.x[curves.count - 1]! : 0
  const epochs = Math.floor(last / stepsPerEpoch)
  const whole = Array.from({ length: epochs }, (_, epoch) => (epoch + 1) * stepsPerEpoch)
  const tested = Array.from(tests.x.subarray(0, tests.count))
  const steps = [...new Set([...whole, ...tested, ...(last > 0 ? [last] : [])])].sort((a, b) => a - b).slice(-200)
  const soft = softGap() !== null
  const watched = layer === null ? undefined : history.layers.get(layer)
  return (
    <Scrolling className="view-scroll" label="Learning curves by epoch">
      <table className="view-data">
        <thead>
          <tr>
            <th scope="col">epoch</th>
            <th scope="col">batch</th>
            <th scope="col">train loss</th>
            <th scope="col">test loss</th>
            <th scope="col">train accuracy</th>
            <th scope="col">test accuracy</th>
            {soft && (
              <>
                <th scope="col" title="Test accuracy with the mix of spans that training uses, in the place of the single span">
                  soft mix of spans
                </th>
                <th scope="col" title="Test accuracy with the single most probable span less that with the soft mix">
                  argmax less soft, points
                </th>
              </>
            )}
            <th scope="col" className="view-win">
              {layer ?? 'layer'} in window
            </th>
            <th scope="col" className="view-fix">
              fixed κ = 1
            </th>
            <th scope="col">mean of u</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step}>
              <th scope="row">{fixed(step / stepsPerEpoch, step % stepsPerEpoch ? 2 : 0)}</th>
              <td>{grouped(step)}</td>
              <td>{fixed(valueAt(curves, step, CURVE.trainLoss), 4)}</td>
              <td>{tested.includes(step) ? fixed(valueAt(tests, step, TEST.loss), 4) : ''}</td>
              <td>{percent(valueAt(curves, step, CURVE.trainAccuracy), 2)}</td>
              <td>{tested.includes(step) ? percent(valueAt(tests, step, TEST.accuracy), 2) : ''}</td>
              {soft && (
                <>
                  <td>{tested.includes(step) ? percent(valueAt(tests, step, TEST.softAccuracy), 2) : ''}</td>
                  <td>{tested.includes(step) ? hundredths(softGap(step), 1) : ''}</td>
                </>
              )}
              <td className="view-win">{watched ? percent(valueAt(watched.series, step, LAYER.inside)) : ''}</td>
              <td className="view-fix">{watched ? percent(valueAt(watched.series, step, LAYER.fixed)) : ''}</td>
              <td>{watched ? fixed(valueAt(watched.series, step, LAYER.mean), 3) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
