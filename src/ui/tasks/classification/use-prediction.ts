/** The network's answer to an image: asked soon after it changed, and again as the network learns. */

import { useEffect, useState } from 'react'
import { useFrames } from '../../state/hooks'
import { attempt } from '../../state/notices'
import { useLab } from '../../state/store'
import { type ClassProbabilities, classProbabilitiesOf } from './class-probabilities'
import { predict } from './questions'

const DEBOUNCE_MS = 120

export function usePrediction(image: Uint8Array | null): ClassProbabilities | null {
  const [answer, setAnswer] = useState<{ image: Uint8Array; probabilities: ClassProbabilities } | null>(null)
  const open = useLab((state) => state.open)
  const tick = useFrames(['sample'], 1000)
  useEffect(() => {
    if (!image || image.every((value) => value === 0)) return
    let current = true
    const timer = setTimeout(() => {
      attempt(
        Promise.resolve()
          .then(() => predict(image))
          .then((reading) => {
            if (current) setAnswer({ image, probabilities: classProbabilitiesOf(reading) })
          }),
      )
    }, DEBOUNCE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [image, open, tick])
  return image && answer ? answer.probabilities : null
}
