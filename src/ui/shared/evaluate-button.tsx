/** Requests an evaluation with the current weights, if there is a network that can be evaluated. */

import { percent } from '../../format'
import type { HeldOut } from '../../readings/metrics'
import { PushButton } from '../base/buttons'
import { useWatched } from '../state/labels/watched'
import { attempt } from '../state/session/notices'
import { evaluate } from '../state/session/training'
import { useLab } from '../state/store/store'

interface Props {
  readonly text: string
  readonly help: string
  /** The part of the data; by default that of evaluations during training. */
  readonly of?: HeldOut
}

export function EvaluateButton({ text, help, of }: Props) {
  const watched = useWatched()
  const part = of ?? watched
  const kind = useLab((state) => state.run.kind)
  const evaluating = useLab((state) => state.progress?.evaluating ?? false)
  const share = useLab((state) => state.progress?.evaluated)
  return (
    <PushButton
      data-evaluate
      disabled={evaluating || kind === 'idle' || kind === 'compiling' || kind === 'failed'}
      data-help={help}
      onClick={() => attempt(evaluate(part))}
    >
      {evaluating ? `Evaluating …${share === undefined ? '' : ` ${percent(share, 0)}`}` : text}
    </PushButton>
  )
}
