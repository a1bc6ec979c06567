/** Follows the live camera: while it runs and the page is visible, its newest events are sent to the network, one call at a time. */

import { useEffect, useRef, useState } from 'react'
import { messageOf } from '../../../problem'
import type { DetectionReplies } from '../../../tasks/detection/detail'
import { paced } from '../../base/paced'
import { type CameraFeed, cameraFeed, type FeedSource } from '../../state/imports/camera-feed'
import { type BinShape, binned } from './bin-events'
import { askLiveDetections } from './questions'

export type LiveDetections = DetectionReplies['look']

interface Live {
  readonly phase: 'off' | 'starting' | 'on'
  /** The last detections, which remain when the camera stops. */
  readonly detections: LiveDetections | null
  /** The number of events in that call, and the milliseconds from them to the answer. */
  readonly events: number
  readonly latencyMs: number
  readonly message: string | null
  readonly wrong: boolean
  readonly start: (source: FeedSource) => void
  readonly stop: () => void
}

/** The shortest interval between two requests, so that training can continue in between. */
const INTERVAL_MS = 80

const NOTHING = {
  phase: 'off' as Live['phase'],
  detections: null as LiveDetections | null,
  events: 0,
  latencyMs: 0,
  message: null as string | null,
  wrong: false,
}

/** @param windowMs how far back from now the network looks. */
export function useLive(shape: BinShape, windowMs: number): Live {
  const [state, set] = useState(NOTHING)
  const asked = useRef({ shape, windowMs })
  asked.current = { shape, windowMs }
  const change = (part: Partial<typeof NOTHING>) => set((before) => ({ ...before, ...part }))
  /** The number of the current start: results of earlier ones are ignored. */
  const take = useRef(0)
  const leave = useRef(() => {})
  const end = () => {
    take.current++
    leave.current()
    leave.current = () => {}
  }
  // The webcam is released when the view is unmounted.
  useEffect(() => end, [])

  const follow = (camera: CameraFeed, mine: number) => {
    const pacer = paced(async () => {
      const { shape, windowMs } = asked.current
      const seen = camera.newest(1000 * windowMs)
      if (document.hidden || seen.from < 0) return
      const began = performance.now()
      try {
        const detections = await askLiveDetections(binned(seen, shape))
        if (mine === take.current) change({ detections, events: seen.events.count, latencyMs: performance.now() - began })
      } catch (error) {
        if (mine === take.current) change({ message: messageOf(error), wrong: true })
      }
    }, INTERVAL_MS)
    const hear = () => {
      const { phase, said: message } = camera.now()
      change({ phase, message: message?.text ?? null, wrong: message?.kind === 'error' })
    }
    const stops = [camera.seen.on(() => pacer.want()), camera.on(hear), () => pacer.stop()]
    return () => {
      for (const stop of stops) stop()
    }
  }

  const start = async (source: FeedSource) => {
    end()
    const mine = take.current
    change({ phase: 'starting', message: null, wrong: false })
    try {
      const camera = await cameraFeed()
      if (mine !== take.current) return
      const unfollow = follow(camera, mine)
      leave.current = () => {
        unfollow()
        camera.stop().catch(() => undefined)
      }
      await camera.start(source, asked.current.shape.height)
    } catch (error) {
      // The error is shown next to the button.
      if (mine === take.current) change({ phase: 'off', message: messageOf(error), wrong: true })
    }
  }
  const stop = () => {
    end()
    change({ phase: 'off', message: null, wrong: false })
  }
  return { ...state, start: (source) => void start(source), stop }
}
