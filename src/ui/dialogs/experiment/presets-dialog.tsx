/** The gallery: a card for each preset, by family, as one list box that arrow keys walk. */

import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { dataShape } from '../../../data/datasets/schema'
import { PRESETS, type Preset } from '../../../experiments/presets'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { openPreset } from '../../state/actions'
import { listSets, missing, useData } from '../../state/data'
import { Modal } from '../../state/dialog'
import { attempt } from '../../state/notices'
import { showDialog } from '../../state/shown'
import { useHidden, useLab } from '../../state/store'
import { summaryOf } from '../../state/words'
import { OpenFile } from '../../views/shared/open-file'
import css from './experiment.module.css'

const FAMILIES = [...new Set(PRESETS.map(({ family }) => family))]
/** The groups of each family, in order; most have one, without a name. */
const GROUPS = FAMILIES.flatMap((family) => {
  const presets = PRESETS.filter((preset) => preset.family === family)
  return [...new Set(presets.map(({ group }) => group))].map((group, index) => ({
    family,
    group,
    first: index === 0,
    presets: presets.filter((preset) => preset.group === group),
  }))
})
const IN_ORDER = GROUPS.flatMap(({ presets }) => presets)

export function PresetsDialog() {
  const open = useLab((state) => state.preset)
  const [active, setActive] = useState(open)
  const list = useRef<HTMLDivElement>(null)
  const comparing = useHidden('compare')
  useEffect(() => {
    list.current?.focus()
    attempt(listSets())
  }, [])
  useEffect(() => {
    list.current?.querySelector(`#preset-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const press = (event: KeyboardEvent) => {
    const at = IN_ORDER.findIndex(({ name }) => name === active)
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: IN_ORDER.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      setActive(IN_ORDER[Math.min(IN_ORDER.length - 1, Math.max(0, to))]!.name)
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      attempt(openPreset(active))
    }
  }
  return (
    <Modal title="Open an experiment" className={modalCss.wide}>
      <div className={controlsCss.openers}>
        {!comparing && (
          <button type="button" className={controlsCss.pushButton} onClick={() => showDialog('compare')}>
            Compare variants of the open one …
          </button>
        )}
        <OpenFile />
      </div>
      <div
        ref={list}
        role="listbox"
        aria-label="Presets"
        className={css.gallery}
        tabIndex={0}
        aria-activedescendant={`preset-${active}`}
        onKeyDown={press}
      >
        {GROUPS.map(({ family, group, first, presets }) => (
          // biome-ignore lint/a11y/useSemanticElements: in a list box, options are grouped by this role.
          <div key={`${family} ${group}`} role="group" aria-label={group ? `${family}, ${group}` : family}>
            {first && (
              <p className={css.family} aria-hidden="true">
                {family}
              </p>
            )}
            {group && (
              <p className={css.familyGroup} aria-hidden="true">
                {group}
              </p>
            )}
            <div className={css.cards} role="presentation">
              {presets.map((preset) => (
                <Card key={preset.name} preset={preset} active={preset.name === active} open={preset.name === open} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </Modal>
  )
}

function Card({ preset, active, open }: { preset: Preset; active: boolean; open: boolean }) {
  const { data } = preset.experiment
  const needs = useData((state) => missing(data, state.sets))
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the list box has the focus and the keys, as its pattern wants.
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
      <p>{preset.summary}</p>
      <small>
        {summaryOf(preset.experiment).slice(0, 3).join(' · ')}
        {needs && <span className={controlsCss.warnText}> · {dataShape(data).title} is not here yet</span>}
      </small>
    </div>
  )
}
