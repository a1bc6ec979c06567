/** The recordings with boxes that this browser keeps, with what was wrong in their files, to use and to remove. */

import { useState } from 'react'
import { boxesKey, boxesTitle, type KeptBoxes } from '../../../data/boxes/schema'
import { dataKey } from '../../../data/datasets/schema'
import { counted, grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { useData } from '../../state/data'
import { chooseKeptBoxes, removeBoxes } from '../../state/kept-boxes'
import { attempt } from '../../state/notices'
import { useLab } from '../../state/store'
import { bytes } from '../../state/words'
import css from './data-dialog.module.css'

export function BoxTable() {
  const boxed = useData((state) => state.boxed)
  if (!boxed || boxed.length === 0) return null
  return (
    <table className={classesOf(modalCss.listed, css.table)}>
      <caption className={controlsCss.hidden}>Recordings with boxes</caption>
      <thead>
        <tr>
          <th scope="col">Recordings with boxes</th>
          <th scope="col">Samples</th>
          <th scope="col">Classes</th>
          <th scope="col">Training + test</th>
          <th scope="col">Size</th>
          <th scope="col">
            <span className={controlsCss.hidden}>What to do with it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {boxed.map((kept) => (
          <Row key={boxesKey(kept.data)} kept={kept} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ kept }: { kept: KeptBoxes }) {
  const { data, note, wrong, classNames, added } = kept
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
        </td>
        <td data-head="Size">{bytes(kept.bytes)}</td>
        <td className={css.setActions}>
          {used ? (
            <span className={controlsCss.muted}>in use</span>
          ) : (
            <button type="button" className={controlsCss.textButton} onClick={() => attempt(chooseKeptBoxes(kept))}>
              Use<span className={controlsCss.hidden}> {title}</span>
            </button>
          )}
          <RemoveButton kept={kept} title={title} />
        </td>
      </tr>
      {(note || wrong.length > 0) && (
        <tr className={css.setNote}>
          <td colSpan={6}>
            {note}
            {wrong.length > 0 && <Wrong wrong={wrong} />}
          </td>
        </tr>
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

/** Asks once more in its own place: the files may be gone from everywhere else. */
function RemoveButton({ kept, title }: { kept: KeptBoxes; title: string }) {
  const [asked, setAsked] = useState(false)
  return (
    <button
      type="button"
      className={classesOf(controlsCss.textButton, asked ? controlsCss.warnText : undefined)}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? attempt(removeBoxes(kept)) : setAsked(true))}
    >
      {asked ? 'Remove for good' : 'Remove'}
      <span className={controlsCss.hidden}> {title}</span>
    </button>
  )
}
