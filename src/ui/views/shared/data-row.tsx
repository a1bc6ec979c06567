/** The row of the form under the choice of a set: what it is, and the way to others. */
import { dataShape } from '../../../data/datasets/schema'
import { openDataDialog } from '../../state/data'
import { useLab } from '../../state/store'
import { shapeWords } from '../../state/words'

export function DataRow() {
  const data = useLab((state) => state.draft.data)
  const shape = dataShape(data)
  return (
    <div className="row">
      <span className="muted data-words">{data.kind === 'own' ? `${shape.title}, ${shapeWords(shape)}` : shapeWords(shape)}</span>
      <button type="button" className="text-button push" onClick={openDataDialog}>
        Data sets …
      </button>
    </div>
  )
}
