/** Plays rollouts one after the other: each to its end, followed by the newest one available then. */
import { useEffect, useRef, useState } from 'react'
import type { Live } from '../../../tasks/control/detail'
import { binOf, createPlayhead, type Playhead, playOrPause, seek } from '../../shared/playhead'
import type { Answered } from '../../shared/use-asked'
import { reducedMotion } from '../../state/imports/event-player'

interface Watched {
  readonly shown: Answered<Live> | null
  readonly head: Playhead
  /** Moves by one time step; after the last one the newest rollout begins. */
  readonly step: (by: 1 | -1) => void
}

/** @param rate time steps per second */
export function useLive(now: Answered<Live> | null, rate: number): Watched {
  const [head] = useState(createPlayhead)
  const [shown, show] = useState(now)
  const newest = useRef(now)
  newest.current = now
  const timeSteps = shown?.answer.timeSteps ?? 0
  useEffect(() => {
    if (now && !shown) show(now)
  }, [now, shown])
  useEffect(() => {
    let before = head.at.get()
    return head.at.on(() => {
      const at = head.at.get()
      // The playhead has wrapped around to the start.
      if (at < before && head.playing.get() !== null) show(newest.current)
      before = at
    })
  }, [head])
  // Playback starts by itself, unless the user prefers reduced motion; after a change of rate it continues.
  const moving = useRef(!reducedMotion())
  useEffect(() => {
    if (timeSteps === 0) return
    if (head.playing.get() !== null || moving.current) {
      head.playing.set(null)
      playOrPause(head, timeSteps, { loops: true, rate })
    }
    moving.current = false
  }, [head, timeSteps, rate])
  useEffect(() => () => head.playing.set(null), [head])
  const step = (by: 1 | -1) => {
    const next = binOf(head, timeSteps) + by
    if (next < timeSteps) return seek(head, next, timeSteps)
    show(newest.current)
    seek(head, 0, timeSteps)
  }
  return { shown, head, step }
}
