/** Shows which files are being opened, and the result of the last import. */

import { PushButton } from '../base/buttons'
import { classesOf } from '../base/classes'
import controlsCss from '../base/style/controls.module.css'
import { cancelImport, useData } from '../state/imports/data-sets'
import css from './opening.module.css'

export function Opening() {
  const work = useData((state) => state.work)
  const result = useData((state) => state.result)
  return (
    <>
      {work && (
        <div className={css.import}>
          <span>{work.what}</span>
          <progress aria-label={work.what} max={1} value={work.share} />
          <PushButton onClick={cancelImport}>Cancel</PushButton>
        </div>
      )}
      <p
        role={result?.kind === 'error' ? 'alert' : 'status'}
        className={result ? classesOf(controlsCss.problem, result.kind === 'error' && controlsCss.error) : controlsCss.hidden}
      >
        {result?.text}
      </p>
    </>
  )
}
