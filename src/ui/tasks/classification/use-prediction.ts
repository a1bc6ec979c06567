/** The network's prediction for an image: requested shortly after the image changes, and again as the network learns. */

import { useEffect, useState } from 'react'
import { useFrames } from '../../state/session/frame-hooks'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import { type ClassProbabilities, classProbabilitiesOf } from './class-probabilities'
import { predict } from './questions'
import type { CustomImage } from './streams'

const DEBOUNCE_MS = 120

export function usePrediction(own: CustomImage | null): ClassProbabilities | null {
  const [answer, setAnswer] = useState<{ own: CustomImage; probabilities: ClassProbabilities } | null>(null)
  const open = useLab((state) => state.open)
  const tick = useFrames(['sample'], 1000)
  useEffect(() => {
    // An empty pad has no prediction, and the previous one no longer applies.
    if (!own || isBlank(own)) return setAnswer(null)
    let current = true
    const timer = setTimeout(() => {
      attempt(
        Promise.resolve()
          .then(() => predict(own))
          .then((reading) => {
            if (current) setAnswer({ own, probabilities: classProbabilitiesOf(reading) })
          }),
      )
    }, DEBOUNCE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [own, open, tick])
  return own && !isBlank(own) && answer ? answer.probabilities : null
}

const isBlank = ({ image }: CustomImage): boolean => image.every((value) => value === 0)
