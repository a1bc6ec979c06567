/** A text that follows signals and frames without a render of React: for numbers that change while something is dragged. */
import { useEffect, useRef } from 'react'
import type { FrameKind } from '../../worker/protocol'
import { onFrames, requestPaint } from './frames'
import type { Signal } from './signal'

interface Props {
  /** Called on every signal or frame, and when the parent renders. */
  readonly content: () => string
  readonly on: readonly Pick<Signal<unknown>, 'on'>[]
  readonly frames?: readonly FrameKind[]
  readonly className?: string | undefined
  /** Written to `data-mark`: the kind of number. */
  readonly mark?: string
  readonly title?: string
}

export function LiveText({ content, on, frames = [], className, mark, title }: Props) {
  const ref = useRef<HTMLSpanElement>(null)
  const latest = useRef(content)
  latest.current = content
  const write = useRef(() => {
    const content = latest.current()
    if (ref.current && ref.current.textContent !== content) ref.current.textContent = content
  })
  useEffect(() => {
    const stops = [...on.map((signal) => signal.on(write.current)), onFrames(frames, write.current)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [frames.join()])
  useEffect(() => requestPaint(write.current))
  return <span ref={ref} data-mark={mark} className={className} data-help={title} />
}
