/** Polls the open run for an answer: again as the network learns, only while the view is visible, and at once when the question changes. */

import { type RefObject, useEffect, useRef, useState } from 'react'
import { messageOf } from '../../problem'
import { newestFrame, onFrames } from '../base/frames'
import { type Paced, paced } from '../base/paced'
import { useOnScreen } from '../base/use-on-screen'
import { isShown } from '../state/session/worker-connection'
import { type LabState, store, useLab } from '../state/store/store'

export interface Answered<T> {
  readonly answer: T
  /** The number of training steps taken, as far as the page knows. */
  readonly batch: number
}

/** The largest share of time that may be spent on answers. */
const SHARE = 1 / 8

const isReady = ({ kind }: LabState['run']): boolean => kind !== 'idle' && kind !== 'compiling' && kind !== 'failed'

interface Asking<T> {
  /** The element that must be visible. */
  readonly host: RefObject<HTMLElement | null>
  readonly ask: () => Promise<T>
  /** Identifies the question: a change triggers a new request. */
  readonly question: string
  /** The shortest interval between two requests; it is longer if answers take long. */
  readonly intervalMs: number
}

const batchNow = (): number => Math.max(newestFrame('membrane')?.step ?? 0, store.getState().progress?.step ?? 0)

interface Asked<T> {
  /** The newest answer; null before the first. */
  readonly now: Answered<T> | null
  /** Why the newest question has no answer. */
  readonly refusal: string | null
}

export function useAsked<T>({ host, ask, question, intervalMs }: Asking<T>): Asked<T> {
  const [now, setNow] = useState<Asked<T>>({ now: null, refusal: null })
  const open = useLab((state) => state.open)
  // Weights from a file make a run of their own: it is asked about at once.
  const run = useLab((state) => state.draftRun)
  const ready = useLab(({ run }) => isReady(run))
  // While training is paused, waiting has no benefit.
  const running = useLab(({ run }) => run.kind === 'running')
  const seen = useOnScreen(host)
  const latest = useRef(ask)
  latest.current = ask
  const pacer = useRef<Paced | null>(null)
  const took = useRef(0)
  pacer.current ??= paced(
    async () => {
      const { open: of } = store.getState()
      const began = performance.now()
      try {
        const answer = await latest.current()
        setNow({ now: { answer, batch: batchNow() }, refusal: null })
      } catch (error) {
        // If another run is being opened meanwhile, the first frame of that run asks again.
        const { open: stays, run } = store.getState()
        if (stays === of && isReady(run) && isShown()) setNow(({ now }) => ({ now, refusal: messageOf(error) }))
      }
      took.current = performance.now() - began
    },
    () => Math.max(intervalMs, took.current / SHARE),
  )
  useEffect(() => {
    if (!seen || !ready) return
    const want = (soon: boolean) => {
      if (!document.hidden) pacer.current?.want(soon)
    }
    want(true)
    const stop = onFrames(['membrane', 'sample', 'report'], () => want(false))
    return () => {
      stop()
      pacer.current?.stop()
    }
  }, [seen, ready, running, open, run, question])
  return now
}
