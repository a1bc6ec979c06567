/** The form row below the choice of a data set: a description, and the way to other sets. */

import { dataShape } from '../../../data/datasets/schema'
import { hasName } from '../../../data/store/schema'
import { classesOf } from '../../base/classes'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import { openDataDialog } from '../../state/imports/data-sets'
import { shapeText } from '../../state/labels/experiment-label'
import { useLab } from '../../state/store/store'
import css from './data-row.module.css'

export function DataRow() {
  const data = useLab((state) => state.draft.data)
  return (
    <div className={formCss.row}>
      <span className={classesOf(controlsCss.muted, css.dataWords)}>
        {hasName(data) ? `${dataShape(data).title}, ${shapeText(data)}` : shapeText(data)}
      </span>
      <button type="button" className={classesOf(controlsCss.textButton, controlsCss.push)} onClick={openDataDialog}>
        Data sets …
      </button>
    </div>
  )
}
