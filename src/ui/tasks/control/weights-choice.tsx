/** Chooses which weights act: those of the last training step, or the saved ones of the best evaluation so far. */
import type { Weights } from '../../../tasks/control/detail'
import { Segments } from '../../base/parts'

export interface ChosenWeights {
  readonly weights: Weights
  readonly choose: (weights: Weights) => void
}

export const WeightsChoice = ({ weights, choose }: ChosenWeights) => (
  <Segments
    label="Weights"
    value={weights}
    options={[
      { value: 'latest', text: 'latest weights', title: 'Those of the last training step' },
      { value: 'best', text: 'best', title: 'Those of the evaluation with the highest return so far' },
    ]}
    choose={choose}
  />
)
