/** Chooses a cell or a trial, by its name or the next one. */

import { useId } from 'react'
import { Turns } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import css from './response.module.css'

interface Props {
  readonly what: 'cell' | 'trial'
  readonly names: readonly string[]
  readonly chosen: number
  readonly choose: (index: number) => void
}

export function CellChoice({ what, names, chosen, choose }: Props) {
  const id = useId()
  return (
    <span className={classesOf(inspectorCss.choice, css.choices)}>
      <label htmlFor={id} className={controlsCss.hidden}>
        {what === 'cell' ? 'Cell' : 'Trial'}
      </label>
      <Turns what={what} chosen={chosen} count={names.length} disabled={names.length < 2} choose={choose}>
        <Select id={id} value={chosen} options={names.map((text, value) => ({ value, text }))} choose={choose} />
      </Turns>
    </span>
  )
}
