/** The few drawn signs. Each is decoration: the control beside it has the words. */
import type { ReactNode } from 'react'

const icon = (box: string, children: ReactNode, name?: string) =>
  function Icon() {
    return (
      <svg viewBox={box} aria-hidden="true" className={name}>
        {children}
      </svg>
    )
  }

export const PlayIcon = icon('0 0 10 10', <path d="M2 1l7 4-7 4z" />)
export const PauseIcon = icon('0 0 10 10', <path d="M1.5 1h2.4v8H1.5zM6.1 1h2.4v8H6.1z" />)
export const StepIcon = icon('0 0 10 10', <path d="M1 1l5.4 4L1 9zM7.4 1h1.7v8H7.4z" />)
export const ResetIcon = icon('0 0 10 10', <path d="M1 1h1.7v8H1zM9 1 3.6 5 9 9z" />)
export const UndoIcon = icon('0 0 14 14', <path d="M4.5 2 1.8 4.7l2.7 2.7M2 4.7h6a3.6 3.6 0 0 1 0 7.2H5" />)
export const RedoIcon = icon('0 0 14 14', <path d="M9.5 2l2.7 2.7-2.7 2.7M12 4.7H6a3.6 3.6 0 0 0 0 7.2h3" />)
export const ThemeIcon = icon(
  '0 0 14 14',
  <>
    <circle cx="7" cy="7" r="5.3" />
    <path className="fill" d="M7 1.7a5.3 5.3 0 0 1 0 10.6z" />
  </>,
)
export const CloseIcon = icon('0 0 14 14', <path d="M3 3l8 8M11 3l-8 8" />)
export const ChevronIcon = icon('0 0 8 5', <path d="M.5.5 4 4 7.5.5" />, 'chevron')
export const WarnIcon = icon('0 0 12 12', <path d="M6 1 11.4 11H.6z" />, 'sign')
export const NoteIcon = icon('0 0 12 12', <circle cx="6" cy="6" r="4.6" />, 'sign')

/** The sign of the lab: a membrane potential that crosses its threshold. */
export function Brand() {
  return (
    <div className="brand">
      <svg viewBox="0 0 26 16" aria-hidden="true">
        <path className="brand-threshold" d="M0 6.5H26" />
        <path className="brand-potential" d="M0 13.5C5 13.3 9 12 11.5 6.5L12.6 .8 13.2 15C15 15 19 13.8 21.6 10.2 23 8.3 25 7.8 26 7.7" />
      </svg>
      <span>Membrane</span>
    </div>
  )
}
