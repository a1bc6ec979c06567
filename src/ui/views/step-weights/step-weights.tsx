/** The weights of the shown layer of parallel neurons over the steps that they see, next to those of the LIF that comes nearest. */

import { useMemo, useRef } from 'react'
import { significant } from '../../../format'
import type { StepWeights } from '../../../readings/layers'
import { divergingGradient } from '../../base/diverging'
import { saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import { Head, Region, SaveMenu } from '../../base/parts'
import viewCss from '../../base/style/view.module.css'
import { Plot } from '../../shared/plot'
import { useFrames, useShownLayer } from '../../state/session/frame-hooks'
import { useAnswer } from '../../state/session/use-answer'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'
import { nearestLif, weightsOfLif } from './nearest-lif'
import css from './step-weights.module.css'
import { drawStepWeights, reachIn, stepWeightRows, stepWeightsFigure, stepWeightsText } from './step-weights-chart'

const WORDS =
  'By which weights a parallel neuron adds its inputs of several steps, next to the exponential by which a LIF without reset would: of the decay β that comes nearest by least squares. All neurons of the layer have the same.'

export function StepWeightsPanel() {
  const name = useShownLayer()
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const weights = useStepWeights(name)
  return (
    <Region className={css.stepWeights}>
      <Head
        definition={WORDS}
        drawn={{ β: 'decay', 'steps ago': 'timeStep', 'seen step →': 'timeStep', 't ↓': 'timeStep' }}
        context={<b>{name}</b>}
      >
        {weights && (
          <SaveMenu
            compact
            items={[
              figureItem(() => stepWeightsFigure(canvas.current, weights)),
              {
                text: 'Weights over steps (CSV)',
                act: () =>
                  saveCsv(`step-weights-${weights.layer}.csv`, stepWeightRows(weights, weightsOfLif(weights, nearestLif(weights)))),
              },
            ]}
          />
        )}
      </Head>
      {weights ? <Weights weights={weights} canvas={canvas} /> : <p className={viewCss.empty}>Nothing is read of this layer yet.</p>}
    </Region>
  )
}

interface PlotProps {
  readonly weights: StepWeights
  readonly canvas: { current: HTMLCanvasElement | null }
}

function Weights({ weights, canvas }: PlotProps) {
  const dark = useLab((state) => state.theme) !== 'light'
  const lif = useMemo(() => nearestLif(weights), [weights])
  const words = stepWeightsText(weights, lif)
  return (
    <>
      <p className={viewCss.sentence}>{words}</p>
      <Plot
        label={`Weights over steps of ${weights.layer}: ${words}.`}
        draw={(pen) => drawStepWeights(pen, weights, lif)}
        inputs={[weights]}
        canvas={canvas}
      />
      {weights.form !== 'sliding' && (
        <p className={viewCss.note}>
          −{significant(reachIn(weights))}
          <i className={viewCss.colorBar} style={{ background: divergingGradient(dark) }} />
          {significant(reachIn(weights))}
        </p>
      )}
    </>
  )
}

/** Asked for when the weights have changed, at most twice a second; those of another layer are not shown until these have arrived. */
function useStepWeights(layer: string | null): StepWeights | null {
  const tick = useFrames(['membrane', 'state'], 500)
  const weights = useAnswer(() => (layer === null ? undefined : worker().stepWeights(layer)), [layer, tick])
  return weights?.layer === layer ? weights : null
}
