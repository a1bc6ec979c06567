/** The network’s prediction in words: the class, its probability, and whether it is correct. */

import { counted } from '../../../format'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import { MIXING, MIXING_WHY, useMixing, useWarmingUp, WARMING_UP, WARMING_UP_WHY } from '../../state/selection/warm-up'
import { useLab } from '../../state/store/store'
import { type ClassNames, useClassNames } from './class-names'
import { type ClassProbabilities, likeliest, predictedClass, predictsAtOnce, probability } from './class-probabilities'
import css from './classification.module.css'

interface PredictionProps {
  readonly shown: ClassProbabilities | null
  readonly truth: number | undefined
  readonly empty: boolean
  /** The reason why nothing can be drawn. */
  readonly refusal: string | null
}

export function PredictionLabel({ shown, truth, empty, refusal }: PredictionProps) {
  const warmingUp = useWarmingUp()
  const mixing = useMixing()
  const names = useClassNames()
  const atOnce = useLab(({ open }) => predictsAtOnce(open))
  if (!shown || empty)
    return <p className={classesOf(css.answer, controlsCss.muted)}>{refusal ?? 'Draw something: the network predicts as you draw.'}</p>
  const last = shown.steps - 1
  const [first, final] = [predictedClass(shown, 0), predictedClass(shown, last)]
  return (
    <div className={css.answer}>
      {final === null ? (
        <span>{tieText(likeliest(shown, last), shown.classes, names)}</span>
      ) : (
        <>
          <span className={controlsCss.muted}>Prediction</span>
          <p className={css.row}>
            <b className={names.words ? css.name : css.big}>{names.of(final)}</b>
            <b>{Math.round(100 * probability(shown, last, final))} %</b>
          </p>
        </>
      )}
      <span>after {atOnce ? 'all steps' : counted(shown.steps, 'step')}</span>
      {shown.steps > 1 && first !== null && (
        <span className={controlsCss.muted}>
          after 1: {names.of(first)}, {Math.round(100 * probability(shown, 0, first))} %
        </span>
      )}
      {truth !== undefined && (
        <span className={truth === final || final === null ? controlsCss.muted : controlsCss.warnText}>
          {truth === final ? 'correct' : `label: ${names.of(truth)}`}
        </span>
      )}
      {warmingUp && (
        <span className={controlsCss.muted}>
          <Term help={WARMING_UP_WHY}>{WARMING_UP}</Term>
        </span>
      )}
      {mixing && (
        <span className={controlsCss.muted}>
          <Term help={MIXING_WHY}>{MIXING}</Term>
        </span>
      )}
    </div>
  )
}

/** Explains why there is no prediction if several classes share the highest probability. */
function tieText(top: readonly number[], classes: number, names: ClassNames): string {
  if (top.length === 0) return 'No prediction: the class probabilities are not finite.'
  if (top.length === classes) return 'No prediction yet: all classes are equally probable.'
  return `No prediction yet: ${top.slice(0, -1).map(names.of).join(', ')} and ${names.of(top.at(-1)!)} are equal.`
}
