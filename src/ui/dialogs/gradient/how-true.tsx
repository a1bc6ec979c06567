/** How true the open network's gradient is: next to those of other choices, and to the true one where spikes are drawn. Computed on request. */
import { useState } from 'react'
import { descriptionOf } from '../../../neurons/descriptions'
import { type ComparedGradients, comparedSentence } from '../../../readings/compared-gradients'
import { Term } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import { MeasureButton, MeasurementProgress } from '../../shared/measurement'
import { useLab } from '../../state/store/store'
import { comparing } from './compared'
import { type CosineRow, CosinesChart } from './cosines-chart'
import css from './gradient.module.css'

export function HowTrue() {
  const { found: compared, busy, stopped } = comparing.useFound()
  return (
    <section aria-label="How true the gradient is">
      <h3>
        <Term term="trueGradient">How true the gradient is</Term>
      </h3>
      <p>
        The loss of a few samples has another gradient with another surrogate, another reset, or truncated time, from the same spikes. Where
        spikes are drawn, the expected loss has a true one. Training pauses meanwhile, and keeps its bits.
      </p>
      {busy ? (
        <MeasurementProgress
          label="Comparing gradients"
          what="gradients"
          status={({ done, total, what }) => `${done} of ${total} ${what}`}
        />
      ) : (
        <Start again={compared !== null} stopped={stopped} />
      )}
      {compared && !busy && <Found compared={compared} />}
    </section>
  )
}

function Start({ again, stopped }: { readonly again: boolean; readonly stopped: boolean }) {
  const threshold = useLab(({ open }) => ('neuron' in open && 'threshold' in open.neuron ? open.neuron.threshold : 1))
  const drawsAnyway = useLab(({ open }) => 'neuron' in open && descriptionOf(open.neuron).outputs === 'drawn')
  const [drawn, setDrawn] = useState(false)
  return (
    <>
      {stopped && <p role="status">The comparison was stopped; nothing has changed.</p>}
      {!drawsAnyway && (
        <p>
          <label>
            <input type="checkbox" checked={drawn} onChange={(event) => setDrawn(event.target.checked)} /> Draw the spikes of LIF, by normal
            noise of σ = θ/4, and compare all surrogates with the true gradient
          </label>
        </p>
      )}
      <MeasureButton
        text={again ? 'Compare again' : 'Compare gradients'}
        measure={() => comparing.take({ sigma: drawn && !drawsAnyway ? threshold / 4 : null })}
      />
    </>
  )
}

function Found({ compared }: { readonly compared: ComparedGradients }) {
  const { layers, samples, others, truth } = compared
  const columns = [...layers, 'all layers']
  const cosines = others.map(({ title, cosines: values }): CosineRow => ({ title, values, errors: null }))
  const trueOnes = 'rows' in truth ? truth.rows.filter(({ layers: found }) => found.some(({ cosine }) => cosine)).map(trueRow) : []
  const on = `${samples} samples`
  return (
    <>
      <p role="status">{comparedSentence(compared)}</p>
      {'why' in truth && <p className={controlsCss.muted}>{truth.why}</p>}
      {'rows' in truth && trueOnes.length > 0 && (
        <div className={css.curve}>
          <CosinesChart
            title="Cosine with the true gradient"
            file="true-gradient"
            rows={trueOnes}
            columns={columns}
            scope={`${on}, ${truth.draws} draws each`}
          />
        </div>
      )}
      {others.length > 0 && (
        <div className={css.curve}>
          <CosinesChart title="Cosine with other gradients" file="other-gradients" rows={cosines} columns={columns} scope={on} />
        </div>
      )}
    </>
  )
}

const trueRow = ({ title, layers }: Extract<ComparedGradients['truth'], { rows: unknown }>['rows'][number]): CosineRow => ({
  title,
  values: layers.map(({ cosine }) => cosine?.value ?? null),
  errors: layers.map(({ cosine }) => cosine?.error ?? null),
  ratios: layers.map(({ ratio }) => ratio?.value ?? null),
})
