/** A check of the open network's gradient, layer by layer, from when the dialog opens until it closes or is stopped. */
import { useEffect, useRef, useState } from 'react'
import type { GradientCheck } from '../../../readings/gradient-check'
import { attempt } from '../../state/session/notices'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'

interface Check {
  readonly checks: readonly GradientCheck[]
  /** The layer that is being checked; null when nothing is. */
  readonly layer: string | null
  /** How many layers there are to check. */
  readonly of: number
}

const NOTHING: Check = { checks: [], layer: null, of: 0 }

export function useCheck() {
  const open = useLab((state) => state.open)
  const layers = useLab((state) => state.layers)
  const [check, setCheck] = useState(NOTHING)
  // The newest one continues; those before it end at their next layer.
  const newest = useRef(0)
  const stop = () => {
    newest.current++
    setCheck((now) => ({ ...now, layer: null }))
  }
  const start = async () => {
    const own = ++newest.current
    const names = layers.filter(({ watchable }) => watchable.includes('gradientNorm')).map(({ name }) => name)
    const checks: GradientCheck[] = []
    try {
      for (const name of names) {
        setCheck({ checks: [...checks], layer: name, of: names.length })
        const found = await worker().checkGradient(name)
        if (own !== newest.current) return
        checks.push(found)
      }
    } finally {
      if (own === newest.current) setCheck({ checks: [...checks], layer: null, of: names.length })
    }
  }
  useEffect(() => {
    attempt(start())
    return () => void newest.current++
  }, [open, layers])
  return { ...check, start: () => attempt(start()), stop }
}
