/** How fast the device is: a minute of named workloads, their table, and that of another device next to it. */

import { significant, UNKNOWN } from '../../../format'
import { type DeviceTable, deviceSentence, WORKLOAD_HEADS, type WorkloadTiming, workloadCells } from '../../../readings/device-table'
import { msText } from '../../../readings/profile'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import { Scrolling, TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { OneFileButton } from '../../shared/file-button'
import { MeasurementProgress } from '../../shared/measurement'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import { copyTable, openOther, removeOther, saveTable, takeBench, useBench } from './bench'
import css from './bench.module.css'

/** The glossary's terms of the columns after the first, where they have one. */
const TERMS = [null, { term: 'dispatch' }, null, { term: 'bandwidth' }, { term: 'kernel' }] as const

export function BenchDialog() {
  const { table, other, busy, notice } = useBench()
  return (
    <Modal className={css.bench}>
      <p>
        Training steps of named workloads, each on a run of its own, and what the device copies, computes and takes for a dispatch at best.
        It takes about a minute, longer without a GPU. Training pauses meanwhile and keeps its bits; nothing leaves this page.
      </p>
      {busy ? (
        <MeasurementProgress label="Measuring this device" what="Preparing" status={({ what }) => what} />
      ) : (
        <Start again={table !== null} />
      )}
      {notice !== null && <p role="status">{notice}</p>}
      {table && <Sentence table={table} />}
      {other && <Sentence table={other} />}
      {(table ?? other) && <Workloads shown={(table ?? other)!} other={table ? other : null} />}
      <Files table={table} other={other} />
    </Modal>
  )
}

const Sentence = ({ table }: { readonly table: DeviceTable }) => <p>{deviceSentence(table)}</p>

function Start({ again }: { readonly again: boolean }) {
  const run = useLab((state) => state.run)
  return (
    <PushButton
      className={again ? undefined : controlsCss.primary}
      disabled={run.kind === 'compiling' || run.kind === 'idle'}
      // The dialog shows the error.
      onClick={() => void takeBench().catch(() => undefined)}
    >
      {again ? 'Measure again' : 'Measure'}
    </PushButton>
  )
}

function Workloads({ shown, other }: { readonly shown: DeviceTable; readonly other: DeviceTable | null }) {
  return (
    <Scrolling label="Workloads" className={css.scroll}>
      <table className={classesOf(modalCss.listed, css.table)}>
        <caption>{shown.adapter}</caption>
        <thead>
          <tr>
            {WORKLOAD_HEADS.map((head, i) => {
              const about = i > 0 ? TERMS[i - 1] : null
              return (
                <th key={head} scope="col">
                  {about ? <Term term={about.term}>{head}</Term> : head}
                </th>
              )
            })}
            {other && <th scope="col">{`a step on ${other.adapter}`}</th>}
            {other && <th scope="col">{'times this'}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.workloads.map((timing) => (
            <Row key={timing.title} timing={timing} other={other} />
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

function Row({ timing, other }: { readonly timing: WorkloadTiming; readonly other: DeviceTable | null }) {
  const [title, ...cells] = workloadCells(timing)
  const there = other?.workloads.find((one) => one.title === timing.title)
  return (
    <tr>
      <th scope="row">{title}</th>
      {cells.map((cell, i) => (
        <td key={WORKLOAD_HEADS[i + 1]}>{cell}</td>
      ))}
      {other && <td>{there ? msText(there.ms) : UNKNOWN}</td>}
      {other && <td>{there ? significant(there.ms / timing.ms) : UNKNOWN}</td>}
    </tr>
  )
}

function Files({ table, other }: { readonly table: DeviceTable | null; readonly other: DeviceTable | null }) {
  return (
    <p className={css.files}>
      {table && (
        <>
          <PushButton onClick={() => attempt(copyTable(table))}>Copy as Markdown</PushButton>
          <PushButton onClick={() => saveTable(table)}>Save as JSON</PushButton>
        </>
      )}
      <OneFileButton
        text="Compare with a saved table …"
        label="Table of another device"
        accept=".json,application/json"
        open={(file) => attempt(openOther(file))}
      />
      {other && <TextButton text="Remove the other table" act={removeOther} />}
    </p>
  )
}
