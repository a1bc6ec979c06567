/** The movies with responses saved in this browser; each can be used or removed. */

import { dataKey } from '../../../data/datasets/schema'
import { ownResponseShape, responseKey, type StoredResponses } from '../../../data/response/schema'
import { counted, grouped } from '../../../format'
import { useData } from '../../state/imports/data-sets'
import { savedResponses } from '../../state/imports/saved-sets'
import { bytes } from '../../state/labels/experiment-label'
import { useLab } from '../../state/store/store'
import { SavedActions, SavedNote, SavedTable } from './saved-table'

export function ResponseTable() {
  const recordings = useData((state) => state.recordings)
  if (!recordings || recordings.length === 0) return null
  return (
    <SavedTable
      heads={[
        { text: 'Movies and spike trains', term: 'responseValues' },
        { text: 'Frames', term: 'movieCut' },
        { text: 'Cells', term: null },
        { text: 'Training + test', term: 'halves' },
        { text: 'Size', term: 'keptSet' },
      ]}
      caption="Movies and spike trains"
    >
      {recordings.map((saved) => (
        <Row key={responseKey(saved.data)} saved={saved} />
      ))}
    </SavedTable>
  )
}

const VALUES = { binary: 'spikes', counts: 'counts', rates: 'rates' } as const

function Row({ saved }: { saved: StoredResponses }) {
  const { data, note, added } = saved
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
        <td data-head="Size">{bytes(saved.bytes)}</td>
        <SavedActions title={title} used={used} choose={() => savedResponses.choose(saved)} remove={() => savedResponses.remove(saved)} />
      </tr>
      {note && <SavedNote>{note}</SavedNote>}
    </>
  )
}
