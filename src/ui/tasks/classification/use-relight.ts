/** Generates a test sample under another light: the worker handles one request at a time, and only the newest one waits. */
import { useEffect, useRef } from 'react'
import { attempt } from '../../state/session/notices'
import { relight } from './questions'
import type { Inspected, Subject } from './use-subject'

/** The test sample to generate again, its class, and the subject shown before. */
interface Origin {
  readonly sample: number
  readonly label: number | undefined
  readonly from: Subject
}

export function useRelight(inspected: Inspected) {
  const { subject, setSubject, sample } = inspected
  /** A new object for each sample, so that an answer for an earlier one is dropped. */
  const origin = useRef<Origin | null>(null)
  const wanted = useRef<number | null>(null)
  const busy = useRef(false)
  const relit = subject.kind === 'image' ? subject.relit : undefined
  const forget = () => {
    origin.current = null
    wanted.current = null
  }
  // The user has chosen another sample, or the sample has its original light again.
  useEffect(forget, [sample, relit === undefined])

  const ask = async (): Promise<void> => {
    busy.current = true
    try {
      while (wanted.current !== null && origin.current) {
        const [level, of] = [wanted.current, origin.current]
        wanted.current = null
        const streams = await relight(of.sample, level)
        if (origin.current !== of) continue
        const label = of.label === undefined ? {} : { label: of.label }
        setSubject({ kind: 'image', ...streams, ...label, index: of.sample, relit: { level, from: of.from } })
      }
    } finally {
      busy.current = false
    }
  }
  return {
    relit,
    dim(level: number): void {
      origin.current ??= originOf(inspected)
      if (!origin.current) return
      wanted.current = level
      if (!busy.current) attempt(ask())
    },
    reset(): void {
      if (relit) setSubject(relit.from)
      forget()
    },
  }
}

function originOf({ subject, sample, truth }: Inspected): Origin | null {
  if (subject.kind === 'sample') return { sample, label: truth, from: subject }
  if (subject.index === undefined) return null
  return { sample: subject.index, label: subject.label, from: subject.relit?.from ?? subject }
}
