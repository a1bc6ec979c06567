/** A preset in the gallery: its name, a drawing of its network, its description, and its training time if it was measured here. */

import { dataShape } from '../../../data/datasets/schema'
import type { Preset } from '../../../experiments/presets'
import controlsCss from '../../base/style/controls.module.css'
import { missing, useData } from '../../state/imports/data-sets'
import { durationText, summaryOf } from '../../state/labels/experiment-label'
import { openPreset } from '../../state/session/edit'
import { attempt } from '../../state/session/notices'
import { NetworkDrawing } from './network-drawing'
import css from './presets.module.css'

interface Props {
  readonly preset: Preset
  readonly active: boolean
  readonly open: boolean
  /** The measured training time in milliseconds. */
  readonly time: number | undefined
}

export function PresetCard({ preset, active, open, time }: Props) {
  const { data } = preset.experiment
  const needs = useData((state) => missing(data, state))
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the search field has the focus and the keys, as the pattern of a combobox requires.
    <div
      id={`preset-${preset.name}`}
      role="option"
      aria-selected={open}
      data-active={active || undefined}
      className={css.card}
      onClick={() => attempt(openPreset(preset.name))}
    >
      <span className={css.cardTitle}>
        <b>{preset.title}</b>
        {/\breconstruction\b/i.test(preset.summary) && <i className={css.badge}>a reconstruction</i>}
      </span>
      <NetworkDrawing experiment={preset.experiment} />
      <p>{preset.summary}</p>
      <small>
        {summaryOf(preset.experiment, 3).join(' · ')}
        {needs && <span className={controlsCss.warnText}> · {dataShape(data).title} is not here yet</span>}
        {time !== undefined && <span className={css.time}>trains in about {durationText(time)} here, as measured</span>}
      </small>
    </div>
  )
}
