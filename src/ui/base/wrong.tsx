/** A paragraph that says what is wrong. Its other attributes are those of HTML: an alert where it appears while the user works. */
import type { ComponentProps } from 'react'
import { classesOf } from './classes'
import controlsCss from './style/controls.module.css'

export const Wrong = ({ className, ...attributes }: ComponentProps<'p'>) => (
  <p className={classesOf(controlsCss.problem, controlsCss.error, className)} {...attributes} />
)
