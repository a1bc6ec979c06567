/** What an experiment will cost before it runs: its memory by part, compared with the adapter's limits, and its arithmetic. */

import { grouped } from '../../../format'
import { errorsOf } from '../../../problem'
import type { Cost } from '../../../worker/protocol'
import { PushButton } from '../../base/buttons'
import { type Fact, FactsTable } from '../../base/facts-table'
import { Term } from '../../base/help'
import { Wrong } from '../../base/wrong'
import { Modal } from '../../shared/dialog'
import { bytes, flop } from '../../state/labels/experiment-label'
import { showDialog } from '../../state/selection/select'
import { useAnswer } from '../../state/session/use-answer'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'
import css from './cost-dialog.module.css'

export function CostDialog() {
  const cost = useLab((state) => state.cost)
  const problems = useLab((state) => state.problems)
  const refused = errorsOf(problems)
  return (
    <Modal className={css.costDialog}>
      {refused.map(({ message }) => (
        <Wrong key={message}>{message}</Wrong>
      ))}
      {refused.length > 0 && <p>The numbers below are for the open network, without the changes since.</p>}
      {cost ? (
        <>
          <Parts cost={cost} />
          <Limits cost={cost} />
          <p>
            <PushButton onClick={() => showDialog('energy')}>Operations and energy …</PushButton>
          </p>
        </>
      ) : (
        <p>No network is open.</p>
      )}
    </Modal>
  )
}

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(part < whole / 10 ? 1 : 0)} %`

function Parts({ cost }: { cost: Cost }) {
  return (
    <table className={css.parts}>
      <caption>On the GPU, predicted from the experiment. Opening it takes exactly this much.</caption>
      <thead>
        <tr>
          <th scope="col">part</th>
          <th scope="col">
            <Term term="graphicsMemory">memory</Term>
          </th>
          <th scope="col">share</th>
        </tr>
      </thead>
      <tbody>
        {cost.parts.map((part) => (
          <tr key={part.name}>
            <th scope="row">
              {part.name}
              <i aria-hidden="true" style={{ width: `${(100 * part.bytes) / cost.byteLength}%` }} />
            </th>
            <td data-help={`${grouped(part.bytes)} bytes`}>{bytes(part.bytes)}</td>
            <td>{share(part.bytes, cost.byteLength)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td data-help={`${grouped(cost.byteLength)} bytes`}>{bytes(cost.byteLength)}</td>
          <td>100 %</td>
        </tr>
      </tfoot>
    </table>
  )
}

/** The largest batch that fits, computed when the dialog opens; null until it is known. */
function useLargestBatch(): number | null {
  const open = useLab((state) => state.open)
  const found = useAnswer(async () => ({ experiment: open, batch: await worker().largestBatch(open) }), [open])
  return found?.experiment === open ? found.batch : null
}

function Limits({ cost }: { cost: Cost }) {
  const batch = useLab((state) => state.open.data.batch)
  const largest = useLargestBatch()
  const fits = largest === null ? 'Searching …' : `${grouped(largest)} samples`
  const { byteLength, totalAllowed, largest: single, largestAllowed } = cost
  const facts: readonly Fact[] = [
    {
      name: 'Together',
      term: 'graphicsMemory',
      value: `${bytes(byteLength)}, ${share(byteLength, totalAllowed)} of ${bytes(totalAllowed)}, at which the lab stops`,
    },
    {
      name: 'Largest single buffer',
      term: 'graphicsMemory',
      value: `${bytes(single.bytes)} (${single.name}), ${share(single.bytes, largestAllowed)} of ${bytes(largestAllowed)}, which the adapter allows`,
    },
    { name: 'Largest batch that fits', term: 'batch', value: `${fits}; the experiment has ${grouped(batch)}` },
    { name: 'In addition, to read views back', term: null, value: bytes(cost.staging) },
    { name: 'Arithmetic', term: null, value: `${flop(cost.operations)} and ${grouped(cost.dispatches)} dispatches a batch` },
  ]
  return <FactsTable caption="Compared with the limits" facts={facts} />
}
