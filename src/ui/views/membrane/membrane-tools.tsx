/** The tools in the head of the membrane view: which potentials are counted and how, and what can be done with them. */

import { Segments, TextButton } from '../../base/parts'
import { useOf } from '../../base/signal'
import { StepChoice } from '../../shared/step-choice'
import { pinned, pinOrUnpin } from '../../state/selection/pinned'
import { useCursor } from '../../state/session/history'
import { setLab, useLab } from '../../state/store/store'
import type { Tool } from './use-tool'

/** Chooses which potentials are counted, at which step, and on what scale. */
export function CountChoices({ steps }: { steps: number }) {
  const step = useLab((state) => state.timeStep)
  const counts = useLab((state) => state.counts)
  const counted = useLab((state) => state.counted)
  const past = useCursor() !== null
  return (
    <>
      <Segments
        label="Potentials of"
        value={counted}
        options={[
          { value: 'batch', text: 'batch', title: 'Counts the potentials of the newest training batch.' },
          {
            value: 'sample',
            text: 'sample',
            title: past
              ? 'Counts those of the sample that the spike raster shows. The history keeps batches only: those are counted while you look back.'
              : 'Counts those of the sample that the spike raster shows, in evaluation mode.',
          },
        ]}
        choose={(value) => setLab({ counted: value })}
      />
      <StepChoice steps={steps} step={step} choose={(value) => setLab({ timeStep: value })} />
      <Segments
        label="Scale of counts"
        value={counts}
        options={[
          { value: 'linear', text: 'linear' },
          { value: 'log', text: 'log' },
        ]}
        choose={(value) => setLab({ counts: value })}
      />
    </>
  )
}

/** Tools to try out a window, if the layer has one, to select a range, and to pin the snapshot as A. */
export function MembraneTools({ tool, toggle, lens }: { tool: Tool | null; toggle: (tool: Tool) => void; lens: boolean }) {
  const pin = useOf(pinned, (now) => now !== null)
  return (
    <>
      {lens && (
        <TextButton
          text="Lens"
          pressed={tool === 'lens'}
          title="Tries another threshold or width on these potentials; no run is changed"
          act={() => toggle('lens')}
        />
      )}
      <TextButton
        text="Select"
        pressed={tool === 'select'}
        title="Selects a range of potentials: the raster lights up what lies inside"
        act={() => toggle('select')}
      />
      <TextButton
        text="Pin"
        label={pin ? 'Unpin the snapshot' : 'Pin this snapshot'}
        pressed={pin}
        title={pin ? 'Unpins snapshot A (P)' : 'Keeps this snapshot as A, drawn over later ones (P)'}
        act={pinOrUnpin}
      />
    </>
  )
}
