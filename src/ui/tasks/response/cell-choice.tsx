/** Chooses a cell or a trial, by its name or the next one. */
import { useId } from 'react'
import { classesOf } from '../../base/classes'
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
  const turn = (by: 1 | -1) => (
    <button
      type="button"
      className={controlsCss.iconButton}
      aria-label={`${by > 0 ? 'Next' : 'Previous'} ${what}`}
      disabled={names.length < 2}
      onClick={() => choose((chosen + by + names.length) % names.length)}
    >
      {by > 0 ? '›' : '‹'}
    </button>
  )
  return (
    <span className={classesOf(inspectorCss.choice, css.choices)}>
      <label htmlFor={id} className={controlsCss.hidden}>
        {what === 'cell' ? 'Cell' : 'Trial'}
      </label>
      {turn(-1)}
      <select id={id} value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {names.map((name, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
      {turn(1)}
    </span>
  )
}
