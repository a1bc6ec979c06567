/** Keeps the message of a row visible: a sentence that appears under a field may lie beyond the edge of its scrolling form. */
import { type FormEvent, type RefObject, useEffect, useRef } from 'react'

/** The last field that was typed in: a message may arrive after the focus has left it. */
let typedIn: EventTarget | null = null

/**
 * @param message all messages of the row; empty if there are none.
 * @returns what the row needs. Only one that is being edited moves.
 */
export function useMessageInView<E extends HTMLElement>(
  message: string,
): { readonly ref: RefObject<E | null>; readonly onInput: (event: FormEvent) => void } {
  const ref = useRef<E>(null)
  useEffect(() => {
    const edited = [typedIn, document.activeElement].some((one) => one instanceof Node && ref.current?.contains(one))
    if (message && edited) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [message])
  return {
    ref,
    onInput: ({ target }) => {
      typedIn = target
    },
  }
}
