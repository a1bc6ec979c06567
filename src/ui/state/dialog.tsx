/** A native modal dialog: the browser keeps focus inside it and gives it back; Escape, the cross and a click beside it close it. */

import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { classesOf } from '../base/classes'
import { Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import modalCss from '../base/style/modal.module.css'
import { showDialog } from './shown'
import { useLab } from './store'

interface ModalProps {
  readonly title: string
  readonly className?: string | undefined
  /** Of one that lies over another; without it, it is the page's one dialog. */
  readonly close?: () => void
  readonly children: ReactNode
}

const closeShown = () => showDialog(null)

export function Modal({ title, className, close = closeShown, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const said = useLab((state) => state.notice)
  // What the dialog under it had said before.
  const [before] = useState(() => (close === closeShown ? null : said))
  const notice = said === before ? null : said
  // Closed while it is still in the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; Escape is the keyboard's way, and native.
    <dialog
      ref={ref}
      className={classesOf(modalCss.modal, className)}
      aria-label={title}
      // Of one that is gone another may have taken the place.
      onClose={(event) => event.currentTarget.isConnected && close()}
      onClick={(event) => {
        if (event.target === event.currentTarget) close()
      }}
    >
      <div className={modalCss.head}>
        <h2>{title}</h2>
        <button type="button" className={controlsCss.iconButton} aria-label="Close" onClick={close}>
          <Icon sign="close" />
        </button>
      </div>
      {children}
      {/* While it is open the page behind says nothing: neither in sight nor to a screen reader. */}
      <p role="status" className={notice ? classesOf(modalCss.notice, notice.kind === 'error' && modalCss.error) : controlsCss.hidden}>
        {notice?.text}
      </p>
    </dialog>
  )
}

/** For the control that a dialog is about: it has the focus first, and not the cross, which Space would press. */
export function useFirstFocus<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null)
  useEffect(() => ref.current?.focus(), [])
  return ref
}
