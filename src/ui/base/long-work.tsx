/** The progress of long work: its current stage, how far it is, and the button that ends it. */

import { type ReactNode, useState } from 'react'
import { PushButton } from './buttons'
import css from './long-work.module.css'
import controlsCss from './style/controls.module.css'

interface Props {
  /** The label of the progress bar. */
  readonly label: string
  readonly status: ReactNode
  readonly done: number
  readonly total: number
  /** Shown next to the bar, for example the remaining time. */
  readonly children?: ReactNode
  readonly cancel: () => void
  /** The text of the button. */
  readonly button?: string
  /** The text of the button after it was pressed, until the work has ended. */
  readonly ending?: string
}

export function LongWork({ label, status, done, total, children, cancel, button = 'Cancel', ending = 'Canceling …' }: Props) {
  const [pressed, press] = useState(false)
  return (
    <div className={css.timing}>
      <p role="status">{status}</p>
      <progress max={Math.max(1, total)} value={done} aria-label={label} />
      {children && <p className={controlsCss.muted}>{children}</p>}
      <PushButton
        disabled={pressed}
        onClick={() => {
          press(true)
          cancel()
        }}
      >
        {pressed ? ending : button}
      </PushButton>
    </div>
  )
}
