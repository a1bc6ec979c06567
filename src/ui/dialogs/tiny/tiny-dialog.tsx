/** A tiny network that trains on the CPU, for browsers without WebGPU: Play, two settings, and the resulting potentials. */

import { useEffect, useMemo, useState } from 'react'
import { rowsOf } from '../../../experiments/form'
import { HIDDEN, SETTINGS, STEPS, trained, untrained } from '../../../networks/tiny/tiny'
import { lifSchema } from '../../../neurons/lif/schema'
import { surrogateSchema } from '../../../neurons/surrogate/schema'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { paced } from '../../base/paced'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal, useFirstFocus } from '../../shared/dialog'
import { SchemaRow } from '../../shared/schema-row'
import css from './tiny.module.css'
import { standing, TinyCharts } from './tiny-charts'
import { seenOf } from './tiny-seen'

/** The pause between two batches, which leaves the page responsive and the change in potentials visible. */
const EVERY_MS = 40

/** The ranges of the sliders. */
const [THRESHOLDS, WIDTHS] = [
  [0.05, 3],
  [0.05, 8],
] as const

export function TinyDialog() {
  const [settings, set] = useState(SETTINGS)
  const [tiny, setTiny] = useState(untrained)
  const [playing, play] = useState(false)
  const first = useFirstFocus<HTMLButtonElement>()
  const seen = useMemo(() => seenOf(tiny, settings), [tiny, settings])
  const step = () => setTiny((now) => trained(now, settings))
  useEffect(() => {
    if (!playing) return
    const batches = paced(async () => {
      setTiny((now) => trained(now, settings))
      batches.want()
    }, EVERY_MS)
    batches.want()
    return batches.stop
  }, [playing, settings])
  const [threshold] = rowsOf(lifSchema.shape.threshold, 'threshold', settings.threshold, SETTINGS.threshold)
  const rect = (width: number) => ({ kind: 'rect', window: 'fixed', width })
  const width = rowsOf(surrogateSchema, 'surrogate', rect(settings.width), rect(SETTINGS.width)).find(({ path }) => path.endsWith('width'))
  return (
    <Modal className={modalCss.wide}>
      <p>
        {HIDDEN} LIF neurons learn to tell two spirals apart, in {STEPS} time steps, by backpropagation through time: the neuron, the
        surrogate and the optimizer are the lab’s. It is computed here, on the processor in float64, and is a toy: the lab’s own engine
        needs WebGPU.
      </p>
      <div className={css.controls}>
        <PushButton ref={first} className={controlsCss.primary} onClick={() => play(!playing)}>
          {playing ? 'Pause' : 'Play'}
        </PushButton>
        <PushButton disabled={playing} onClick={step}>
          Step
        </PushButton>
        <PushButton
          onClick={() => {
            play(false)
            setTiny(untrained())
          }}
        >
          Reset
        </PushButton>
        {/* Screen readers announce it when training is paused, not after every batch. */}
        <p role="status" aria-live={playing ? 'off' : 'polite'}>
          {standing({ tiny, seen })}
        </p>
      </div>
      <div className={classesOf(css.settings, formCss.beside)}>
        <SchemaRow row={threshold!} usual={THRESHOLDS} change={(_, value) => set({ ...settings, threshold: Number(value) })} />
        <SchemaRow row={width!} usual={WIDTHS} change={(_, value) => set({ ...settings, width: Number(value) })} />
        <p>
          Both act at once, on what is learned so far. Make the window narrow before Play: few potentials lie in it, and little is learned.
        </p>
      </div>
      <div className={css.charts}>
        <TinyCharts tiny={tiny} settings={settings} seen={seen} />
      </div>
    </Modal>
  )
}
