/** The movies with responses that this browser keeps, to use and to remove. */

import { useState } from 'react'
import { dataKey } from '../../../data/datasets/schema'
import { type KeptResponses, ownResponseShape, responseKey } from '../../../data/response/schema'
import { counted, grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { useData } from '../../state/data'
import { chooseResponses, removeResponses } from '../../state/kept-responses'
import { attempt } from '../../state/notices'
import { useLab } from '../../state/store'
import { bytes } from '../../state/words'
import css from './data-dialog.module.css'

export function ResponseTable() {
  const recordings = useData((state) => state.recordings)
  if (!recordings || recordings.length === 0) return null
  return (
    <table className={classesOf(modalCss.listed, css.table)}>
      <caption className={controlsCss.hidden}>Movies and spike trains</caption>
      <thead>
        <tr>
          <th scope="col">Movies and spike trains</th>
          <th scope="col">Frames</th>
          <th scope="col">Cells</th>
          <th scope="col">Training + test</th>
          <th scope="col">Size</th>
          <th scope="col">
            <span className={controlsCss.hidden}>What to do with it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {recordings.map((kept) => (
          <Row key={responseKey(kept.data)} kept={kept} />
        ))}
      </tbody>
    </table>
  )
}

const VALUES = { binary: 'spikes', counts: 'counts', rates: 'rates' } as const

function Row({ kept }: { kept: KeptResponses }) {
  const { data, note, added } = kept
  const used = useLab((state) => dataKey(state.draft.data) === responseKey(data))
  const { title, height, width, cells, shows } = ownResponseShape(data)
  const part = ({ movies, frames, trials }: (typeof shows)['train']) =>
    `${movies > 1 ? `${grouped(movies)} × ` : ''}${grouped(frames)} bins${trials > 1 ? ` × ${counted(trials, 'trial')}` : ''}`
  return (
    <>
      <tr aria-current={used || undefined}>
        <th scope="row" data-help={`Opened on ${added.slice(0, 10)}`}>
          {title}
        </th>
        <td data-head="Frames">
          {width} × {height}
        </td>
        <td data-head="Cells">
          {grouped(cells)}, {VALUES[data.values]}
        </td>
        <td data-head="Training + test">
          {part(shows.train)} + {part(shows.test)}
        </td>
        <td data-head="Size">{bytes(kept.bytes)}</td>
        <td className={css.setActions}>
          {used ? (
            <span className={controlsCss.muted}>in use</span>
          ) : (
            <button type="button" className={controlsCss.textButton} onClick={() => attempt(chooseResponses(kept))}>
              Use<span className={controlsCss.hidden}> {title}</span>
            </button>
          )}
          <RemoveButton kept={kept} title={title} />
        </td>
      </tr>
      {note && (
        <tr className={css.setNote}>
          <td colSpan={6}>{note}</td>
        </tr>
      )}
    </>
  )
}

/** Asks once more in its own place: the files may be gone from everywhere else. */
function RemoveButton({ kept, title }: { kept: KeptResponses; title: string }) {
  const [asked, setAsked] = useState(false)
  return (
    <button
      type="button"
      className={classesOf(controlsCss.textButton, asked ? controlsCss.warnText : undefined)}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? attempt(removeResponses(kept)) : setAsked(true))}
    >
      {asked ? 'Remove for good' : 'Remove'}
      <span className={controlsCss.hidden}> {title}</span>
    </button>
  )
}
