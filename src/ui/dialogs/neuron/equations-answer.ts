/** The answer of a typed text to the current, computed between frames so that typing is never held up. */
import { useEffect, useRef, useState } from 'react'
import { type EquationsTrace, equationsGradient, simulateEquations } from '../../../networks/single/equations'
import type { SingleNeuron } from '../../../networks/single/schema'
import { read } from '../../../neurons/equations/check'
import { type Fault, type Model, operationsOf } from '../../../neurons/equations/tree'

export interface Answer {
  /** The faults of the current text. If there are any, the other fields belong to the last text without faults. */
  readonly faults: readonly Fault[]
  readonly shown: {
    readonly model: Model
    readonly trace: EquationsTrace
    readonly gradient: readonly number[] | null
  } | null
}

/** Up to so many operations over all steps, the gradient is computed in the same frame as the traces. */
const FEW = 10_000

/** Reads and simulates in the next animation frame, and takes the gradient of a long text in the one after it. */
export function useAnswer(spec: SingleNeuron): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const last = useRef<Model | null>(null)
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      const found = read(spec.equations ?? '')
      if (found.ok) last.current = found.model
      const faults = found.ok ? [] : found.faults
      const model = last.current
      if (!model) return setAnswer({ faults, shown: null })
      const trace = simulateEquations(model, spec)
      const finish = () => setAnswer({ faults, shown: { model, trace, gradient: equationsGradient(model, spec) } })
      if (operationsOf(model) * spec.steps <= FEW) return finish()
      const before = (last: Answer | null) => (spec.gradient === 'none' ? null : (last?.shown?.gradient ?? null))
      setAnswer((last) => ({ faults, shown: { model, trace, gradient: before(last) } }))
      frame = requestAnimationFrame(finish)
    })
    return () => cancelAnimationFrame(frame)
  }, [spec])
  return answer
}
