/** The recordings with boxes saved in this browser, with the errors found in their files; each can be used or removed. */

import { boxesKey, boxesTitle, type StoredBoxes } from '../../../data/boxes/schema'
import { dataKey } from '../../../data/datasets/schema'
import { counted, grouped } from '../../../format'
import { useData } from '../../state/imports/data-sets'
import { savedBoxes } from '../../state/imports/saved-sets'
import { bytes } from '../../state/labels/experiment-label'
import { useLab } from '../../state/store/store'
import css from './data-dialog.module.css'
import { SavedActions, SavedNote, SavedTable } from './saved-table'

export function BoxTable() {
  const boxed = useData((state) => state.boxed)
  if (!boxed || boxed.length === 0) return null
  return (
    <SavedTable
      heads={[
        { text: 'Recordings with boxes', term: 'boxWindow' },
        { text: 'Samples', term: 'boxBins' },
        { text: 'Classes', term: 'boxClasses' },
        { text: 'Training + test', term: 'halves' },
        { text: 'Size', term: 'keptSet' },
      ]}
      caption="Recordings with boxes"
    >
      {boxed.map((saved) => (
        <Row key={boxesKey(saved.data)} saved={saved} />
      ))}
    </SavedTable>
  )
}

function Row({ saved }: { saved: StoredBoxes }) {
  const { data, note, wrong, classNames, added } = saved
  const used = useLab((state) => dataKey(state.draft.data) === boxesKey(data))
  const title = boxesTitle(data)
  return (
    <>
      <tr aria-current={used || undefined}>
        <th scope="row" data-help={`Opened on ${added.slice(0, 10)}`}>
          {title}
        </th>
        <td data-head="Samples">
          {counted(data.bins, 'bin')} of {data.width} × {data.height}, up to {data.most === 1 ? 'one box' : `${grouped(data.most)} boxes`}
        </td>
        <td data-head="Classes" data-help={classNames.join(', ')}>
          {data.classes}
        </td>
        <td data-head="Training + test">
          {grouped(data.train)} + {grouped(data.test)}
          {data.validation !== undefined && `, and ${grouped(data.validation)} for validation`}
        </td>
        <td data-head="Size">{bytes(saved.bytes)}</td>
        <SavedActions title={title} used={used} choose={() => savedBoxes.choose(saved)} remove={() => savedBoxes.remove(saved)} />
      </tr>
      {(note || wrong.length > 0) && (
        <SavedNote>
          {note}
          {wrong.length > 0 && <Wrong wrong={wrong} />}
        </SavedNote>
      )}
    </>
  )
}

function Wrong({ wrong }: { wrong: readonly string[] }) {
  return (
    <details>
      <summary>What was left out or changed, file by file</summary>
      <ul className={css.wrong}>
        {[...new Set(wrong)].map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  )
}
