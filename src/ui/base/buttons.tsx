/** Buttons in the styles of controls.module.css. Their other attributes are those of an HTML button. */
import type { ComponentProps } from 'react'
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

/** Goes to the next or the previous one. */
export const TurnButton = ({ by, what, disabled, turn }: TurnProps) => (
  <IconButton aria-label={`${by > 0 ? 'Next' : 'Previous'} ${what}`} disabled={disabled} onClick={turn}>
    {by > 0 ? '›' : '‹'}
  </IconButton>
)
