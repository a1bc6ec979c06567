/** The curve of the network over its single input: asked for again as the network learns, while it is in sight. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Curve, RegressionCall } from '../../../tasks/regression/detail'
import { newestFrame, onFrames } from '../../base/frames'
import { worker } from '../../state/opening'
import { useLab } from '../../state/store'
import { type Paced, paced } from './paced'

const INTERVAL_MS = 500

export interface CurveNow {
  readonly curve: Curve
  /** Training steps taken, as far as the frames say. */
  readonly batch: number
}

const askCurve = (): Promise<Curve> => worker().inspect({ ask: 'curve' } satisfies RegressionCall) as Promise<Curve>

/** @param host what must be in sight. */
export function useCurve(host: RefObject<HTMLElement | null>): CurveNow | null {
  const [now, setNow] = useState<CurveNow | null>(null)
  const open = useLab((state) => state.open)
  const ready = useLab(({ run }) => run.kind !== 'idle' && run.kind !== 'compiling' && run.kind !== 'failed')
  const seen = useInSight(host)
  const pacer = useRef<Paced | null>(null)
  pacer.current ??= paced(async () => {
    try {
      const curve = await askCurve()
      setNow({ curve, batch: newestFrame('membrane')?.step ?? 0 })
    } catch {
      // Another run is being opened in place of the one that was asked. Its first frame asks again.
    }
  }, INTERVAL_MS)
  useEffect(() => {
    if (!seen || !ready) return
    const ask = () => {
      if (!document.hidden) pacer.current?.want()
    }
    ask()
    const stop = onFrames(['membrane', 'sample', 'report'], ask)
    return () => {
      stop()
      pacer.current?.stop()
    }
  }, [seen, ready, open])
  return now
}

function useInSight(host: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (!host.current) return
    const sight = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting ?? true))
    sight.observe(host.current)
    return () => sight.disconnect()
  }, [])
  return seen
}
