/** Requests an evaluation with the current weights, if there is a network that can be evaluated. */
import { percent } from '../../format'
import controlsCss from '../base/style/controls.module.css'
import { attempt } from '../state/session/notices'
import { evaluate } from '../state/session/training'
import { useLab } from '../state/store/store'

export function EvaluateButton({ text, help }: { readonly text: string; readonly help: string }) {
  const kind = useLab((state) => state.run.kind)
  const evaluating = useLab((state) => state.progress?.evaluating ?? false)
  const share = useLab((state) => state.progress?.evaluated)
  return (
    <button
      type="button"
      className={controlsCss.pushButton}
      data-evaluate
      disabled={evaluating || kind === 'idle' || kind === 'compiling' || kind === 'failed'}
      data-help={help}
      onClick={() => attempt(evaluate())}
    >
      {evaluating ? `Evaluating …${share === undefined ? '' : ` ${percent(share, 0)}`}` : text}
    </button>
  )
}
