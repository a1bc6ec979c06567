/** Published models to begin with: a button that names the one that the text still is, and a sheet of all, each with its source and its answer. */

import { useId, useRef, useState } from 'react'
import { SHELF } from '../../../neurons/equations/shelf'
import { replacedEquations, takeEquations } from '../../state/settings/single-neuron'
import css from './equations-shelf.module.css'
import { type Answered, answerOf, DRAWN, type Shelved, shelved } from './shelf-answers'

export function Shelf({ text }: { readonly text: string }) {
  const id = useId()
  const sheet = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const at = SHELF.find((model) => model.text === text)
  const typed = at || text.trim() === '' ? null : text
  const take = (chosen: string, height: number | null) => {
    takeEquations(chosen, typed, height)
    sheet.current?.hidePopover()
  }
  return (
    <div className={css.shelf}>
      <span id={`${id}label`}>Shelf</span>
      <button
        type="button"
        id={`${id}button`}
        popoverTarget={`${id}sheet`}
        aria-labelledby={`${id}label ${id}button`}
        aria-describedby={`${id}source`}
      >
        {at?.title ?? 'your own text'}
      </button>
      <p id={`${id}source`}>{at ? `Source: ${at.source}.` : 'Published models to begin with.'}</p>
      <div
        ref={sheet}
        id={`${id}sheet`}
        popover="auto"
        role="dialog"
        aria-label="Shelf"
        className={css.sheet}
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        {open && <Sheet at={at?.name ?? null} own={typed ?? replacedEquations()} take={take} />}
      </div>
    </div>
  )
}

interface SheetProps {
  /** The name of the model that the text is; null for another text. */
  readonly at: string | null
  readonly own: string | null
  readonly take: (text: string, height: number | null) => void
}

function Sheet({ at, own, take }: SheetProps) {
  const models = shelved()
  return (
    <>
      <p>
        Potential, threshold and, along the top, spikes in {models[0]!.steps} steps, with a current in steps 6 to 45. Where your current is
        a step, it gets the height of the model that you choose.
      </p>
      <ul>
        {models.map((model) => (
          <li key={model.name}>
            <button type="button" aria-current={model.name === at || undefined} onClick={() => take(model.text, model.current)}>
              <Drawing answer={model} />
              <Words model={model} />
            </button>
          </li>
        ))}
        {own !== null && (
          <li>
            <button type="button" aria-current={at === null || undefined} onClick={() => take(own, null)}>
              <Drawing answer={answerOf(own, OWN_HEIGHT)} />
              <span>
                <b>Your own text</b>
                <small>{firstLine(own)}</small>
              </span>
            </button>
          </li>
        )}
      </ul>
    </>
  )
}

/** The current at which a text is drawn that comes without one. */
const OWN_HEIGHT = 0.25

const firstLine = (text: string): string => text.trim().split('\n')[0]!.replace(/^#\s*/, '').slice(0, 60)

const Words = ({ model: { title, source, current, spikes } }: { readonly model: Shelved }) => (
  <span>
    <b>{title}</b>
    <small>{source}</small>
    <small>
      current {current}: {spikes} spikes
    </small>
  </span>
)

const Drawing = ({ answer }: { readonly answer: Answered | null }) => (
  <svg viewBox={`0 0 ${DRAWN.width} ${DRAWN.height}`} aria-hidden="true">
    {answer && (
      <>
        <path className={css.threshold} d={answer.paths.threshold} />
        <path className={css.potential} d={answer.paths.potential} />
        <path className={css.spikes} d={answer.paths.spikes} />
      </>
    )}
  </svg>
)
