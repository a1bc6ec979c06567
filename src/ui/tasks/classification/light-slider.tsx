/** Dims the light of a generated test sample, live: both cameras see the same movement again. */

import { useEffect, useId, useState } from 'react'
import { isSigns, LEVELS, MIN_LEVEL } from '../../../data/signs/schema'
import { fixed } from '../../../format'
import { LinkButton } from '../../base/buttons'
import controlsCss from '../../base/style/controls.module.css'
import { useLab } from '../../state/store/store'
import css from './two-streams.module.css'
import { useRelight } from './use-relight'
import type { Inspected } from './use-subject'

const HELP =
  'Generates this sample again: the same movement, in a steady light from bright, 1, to dark. Frames are exposed longer and have more noise, and so do the events.'

export function LightSlider({ inspected }: { inspected: Inspected }) {
  const made = useLab(({ open }) => isSigns(open.data))
  const numbered = inspected.subject.kind === 'sample' || inspected.subject.index !== undefined
  return made && numbered ? <Slider inspected={inspected} /> : null
}

function Slider({ inspected }: { inspected: Inspected }) {
  const id = useId()
  const { relit, dim, reset } = useRelight(inspected)
  const current = LEVELS[inspected.light ?? 0] ?? 1
  // While a sample is being generated, the thumb is already at the new level.
  const [wished, setWished] = useState<number | null>(null)
  useEffect(() => setWished(null), [relit === undefined, inspected.sample])
  const level = wished ?? relit?.level ?? current
  return (
    <div className={css.row}>
      <label htmlFor={id} data-help={HELP}>
        Light
      </label>
      <input
        id={id}
        type="range"
        className={css.light}
        min={MIN_LEVEL}
        max={1}
        step={0.05}
        value={level}
        aria-valuetext={`${fixed(level, 2)}${relit ? '' : ', as it was taken'}`}
        aria-description={HELP}
        onChange={(event) => {
          setWished(event.currentTarget.valueAsNumber)
          dim(event.currentTarget.valueAsNumber)
        }}
      />
      <output htmlFor={id}>{fixed(level, 2)}</output>
      {relit && (
        <LinkButton onClick={reset}>
          Reset<span className={controlsCss.hidden}> the light</span>
        </LinkButton>
      )}
    </div>
  )
}
