/** A native modal dialog: the browser traps the focus and restores it; Escape, the close button and a click outside it close it. */

import {
  createContext,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  type SyntheticEvent,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { IconButton } from '../base/buttons'
import { classesOf } from '../base/classes'
import { Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import modalCss from '../base/style/modal.module.css'
import { showDialog } from '../state/selection/select'
import { useLab } from '../state/store/store'

interface ModalProps {
  /** The title; absent if it is that of the open dialog. */
  readonly title?: string
  readonly className?: string | undefined
  /** Closes a dialog that lies over another; absent for the single dialog of the page. */
  readonly close?: () => void
  readonly children: ReactNode
}

const closeShown = () => showDialog(null)

/** The title of the open dialog, from its own description. */
export const DialogTitle = createContext('')

export function Modal({ title: other, className, close = closeShown, children }: ModalProps) {
  const own = useContext(DialogTitle)
  const title = other ?? own
  const said = useLab((state) => state.notice)
  // Hides a notice of the dialog below.
  const [before] = useState(() => (close === closeShown ? null : said))
  const notice = said === before ? null : said
  // A press inside may end outside: what it pressed has moved, or text was selected.
  const pressedOutside = useRef(false)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click outside the dialog closes it; Escape is the keyboard's way, and native.
    <dialog
      {...useModal(close)}
      className={classesOf(modalCss.modal, className)}
      aria-label={title}
      onPointerDown={(event) => {
        pressedOutside.current = isOutside(event)
      }}
      onClick={(event) => {
        if (pressedOutside.current && isOutside(event)) close()
      }}
    >
      <div className={modalCss.head}>
        <h2>{title}</h2>
        <IconButton aria-label="Close" onClick={close}>
          <Icon sign="close" />
        </IconButton>
      </div>
      {children}
      {/* While the dialog is open, the page behind it is neither visible nor read by a screen reader, so notices appear here. */}
      <p role="status" className={notice ? classesOf(modalCss.notice, notice.kind === 'error' && modalCss.error) : controlsCss.hidden}>
        {notice?.text}
      </p>
    </dialog>
  )
}

/** Whether an event is on the backdrop, which belongs to the dialog element. */
function isOutside({ target, currentTarget, clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect()
  return target === currentTarget && (clientX < left || clientX > right || clientY < top || clientY > bottom)
}

/** The props that make a `dialog` element modal while it is mounted. @param close removes it, immediately. */
export function useModal(close: () => void) {
  const ref = useRef<HTMLDialogElement>(null)
  // Closed before it is removed from the page: only then does the browser restore the focus.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return {
    ref,
    // Escape. The browser fires `close` a frame after closing the dialog: a key pressed in between would be lost on a dialog that nobody
    // sees. A file input inside the dialog also fires `cancel`, and that event bubbles.
    onCancel: ({ target, currentTarget }: SyntheticEvent) => target === currentTarget && close(),
    // It was closed in another way. If the element was already removed, another dialog may have replaced it.
    onClose: ({ currentTarget }: SyntheticEvent) => currentTarget.isConnected && close(),
  }
}

/** A ref for the control a dialog is about: it gets the initial focus instead of the close button, which Space would press. */
export function useFirstFocus<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null)
  useEffect(() => ref.current?.focus(), [])
  return ref
}
