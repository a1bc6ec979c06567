/** The hand-drawn icons. Each is decorative: the control that contains it has a text label. */
import css from './icons.module.css'

const SIGNS = {
  play: ['0 0 10 10', 'M2 1l7 4-7 4z'],
  pause: ['0 0 10 10', 'M1.5 1h2.4v8H1.5zM6.1 1h2.4v8H6.1z'],
  step: ['0 0 10 10', 'M1 1l5.4 4L1 9zM7.4 1h1.7v8H7.4z'],
  reset: ['0 0 10 10', 'M1 1h1.7v8H1zM9 1 3.6 5 9 9z'],
  undo: ['0 0 14 14', 'M4.5 2 1.8 4.7l2.7 2.7M2 4.7h6a3.6 3.6 0 0 1 0 7.2H5'],
  redo: ['0 0 14 14', 'M9.5 2l2.7 2.7-2.7 2.7M12 4.7H6a3.6 3.6 0 0 0 0 7.2h3'],
  theme: ['0 0 14 14', 'M7 1.7a5.3 5.3 0 0 0 0 10.6z', 'M7 1.7a5.3 5.3 0 0 1 0 10.6z'],
  close: ['0 0 14 14', 'M3 3l8 8M11 3l-8 8'],
  chevron: ['0 0 8 5', 'M.5.5 4 4 7.5.5'],
  warn: ['0 0 12 12', 'M6 1 11.4 11H.6z'],
  info: ['0 0 12 12', 'M1.4 6a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0-9.2 0'],
} as const

/** @param className is set if a stylesheet refers to the icon. */
export function Icon({ sign, className }: { sign: keyof typeof SIGNS; className?: string | undefined }) {
  const [box, path, filled] = SIGNS[sign]
  return (
    <svg viewBox={box} aria-hidden="true" className={className}>
      <path d={path} />
      {filled && <path data-filled d={filled} />}
    </svg>
  )
}

/** The logo of the lab: a membrane potential that crosses its threshold. */
export function Brand({ heading }: { heading: boolean }) {
  return (
    <div className={css.brand}>
      <svg viewBox="0 0 26 16" aria-hidden="true">
        <path className={css.brandThreshold} d="M0 6.5H26" />
        <path
          className={css.brandPotential}
          d="M0 13.5C5 13.3 9 12 11.5 6.5L12.6 .8 13.2 15C15 15 19 13.8 21.6 10.2 23 8.3 25 7.8 26 7.7"
        />
      </svg>
      {heading ? <h1>Membrane</h1> : <span>Membrane</span>}
    </div>
  )
}
