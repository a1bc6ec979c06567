/** How fast the device is: a minute of named workloads, their table, and next to it TensorFlow.js, and the table of another device. */

import { besideColumns, type DeviceTable, deviceSentence, WORKLOAD_HEADS, workloadCells } from '../../../readings/device-table'
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
import { choosePeer, copyTable, openOther, removeOther, saveTable, takeBench, useBench } from './bench'
import css from './bench.module.css'

/** The glossary's terms of the columns after the first, where they have one. */
const TERMS = [null, { term: 'dispatch' }, null, { term: 'bandwidth' }, { term: 'kernel' }] as const

export function BenchDialog() {
  const { table, other, busy, withPeer, notice } = useBench()
  return (
    <Modal className={css.bench}>
      <p>
        Training steps of named workloads, each on a run of its own, and what the device copies, computes and takes for a dispatch at best.
        It takes about a minute, longer without a GPU. Training pauses meanwhile and keeps its bits; nothing leaves this page.
      </p>
      {busy ? (
        <MeasurementProgress label="Measuring this device" what="Preparing" status={({ what }) => what} />
      ) : (
        <Start again={table !== null} withPeer={withPeer} />
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

function Start({ again, withPeer }: { readonly again: boolean; readonly withPeer: boolean }) {
  const run = useLab((state) => state.run)
  const software = useLab((state) => state.device?.software)
  return (
    <>
      <label className={controlsCss.check}>
        <input type="checkbox" checked={withPeer} onChange={({ currentTarget: { checked } }) => choosePeer(checked)} />
        TensorFlow.js beside it
      </label>
      <p className={classesOf(controlsCss.muted, css.about)}>
        Three of the workloads, written for its WebGPU backend and timed after the others. Its code is a part of this site.
        {software && ' On this software adapter it takes minutes.'}
      </p>
      <PushButton
        className={again ? undefined : controlsCss.primary}
        disabled={run.kind === 'compiling' || run.kind === 'idle'}
        // The dialog shows the error.
        onClick={() => void takeBench(withPeer).catch(() => undefined)}
      >
        {again ? 'Measure again' : 'Measure'}
      </PushButton>
    </>
  )
}

function Workloads({ shown, other }: { readonly shown: DeviceTable; readonly other: DeviceTable | null }) {
  const beside = besideColumns(shown, other)
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
            {beside.map(({ id, head }) => (
              <th key={id} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.workloads.map((timing) => {
            const [title, ...cells] = workloadCells(timing)
            return (
              <tr key={timing.title}>
                <th scope="row">{title}</th>
                {cells.map((cell, i) => (
                  <td key={WORKLOAD_HEADS[i + 1]}>{cell}</td>
                ))}
                {beside.map(({ id, cell }) => (
                  <td key={id}>{cell(timing)}</td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scrolling>
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
