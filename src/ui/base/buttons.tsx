/** Buttons in the styles of controls.module.css. Their other attributes are those of an HTML button. */
import type { ComponentProps, ReactNode } from 'react'
import { classesOf } from './classes'
import controlsCss from './style/controls.module.css'

const buttonOf =
  (style: string | undefined) =>
  ({ className, ...attributes }: ComponentProps<'button'>) => (
    <button type="button" className={classesOf(style, className)} {...attributes} />
  )

export const PushButton = buttonOf(controlsCss.pushButton)
/** Looks like a link. */
export const LinkButton = buttonOf(controlsCss.textButton)
/** A square with an icon. */
export const IconButton = buttonOf(controlsCss.iconButton)

interface TurnProps {
  readonly by: 1 | -1
  /** What it goes through, in a word: sample. */
  readonly what: string
  readonly disabled?: boolean
  readonly turn: () => void
}

interface TurnsProps {
  readonly what: string
  /** The one that is chosen, of how many; before the first comes the last. */
  readonly chosen: number
  readonly count: number
  readonly disabled: boolean
  readonly choose: (next: number) => void
  readonly children: ReactNode
}

/** What is chosen, between the buttons that go to the previous and to the next. */
export function Turns({ what, chosen, count, disabled, choose, children }: TurnsProps) {
  const turn = (by: 1 | -1) => <TurnButton by={by} what={what} disabled={disabled} turn={() => choose((chosen + by + count) % count)} />
  return (
    <>
      {turn(-1)}
      {children}
      {turn(1)}
    </>
  )
}

/** Goes to the next or the previous one. */
export const TurnButton = ({ by, what, disabled, turn }: TurnProps) => (
  <IconButton aria-label={`${by > 0 ? 'Next' : 'Previous'} ${what}`} disabled={disabled} onClick={turn}>
    {by > 0 ? '›' : '‹'}
  </IconButton>
)
