/** The preset gallery: a search field above cards by family, as one list box with arrow keys. */

import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react'
import { PRESETS, presetNamed } from '../../../experiments/presets'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { useSignal } from '../../base/signal'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal, useFirstFocus } from '../../shared/dialog'
import { OpenFile } from '../../shared/open-file'
import { listSets } from '../../state/imports/data-sets'
import { provenanceNow, refreshRuns, useRuns } from '../../state/runs/runs'
import { onlySmall, showDialog } from '../../state/selection/select'
import { openPreset } from '../../state/session/edit'
import { attempt } from '../../state/session/notices'
import { useHidden, useLab } from '../../state/store/store'
import { PresetCard } from './preset-card'
import { foundGroups, type PresetGroup } from './preset-search'
import { presetTimes } from './preset-times'
import css from './presets.module.css'

export function PresetsDialog() {
  const open = useLab((state) => state.preset)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(open)
  const small = useSignal(onlySmall)
  const groups = useMemo(() => foundGroups(text, small), [text, small])
  const inOrder = groups.flatMap(({ presets }) => presets.map(({ name }) => name))
  const active = inOrder.includes(chosen) ? chosen : inOrder[0]
  const search = useFirstFocus<HTMLInputElement>()
  const list = useId()
  useEffect(() => {
    attempt(listSets())
    attempt(refreshRuns())
    return () => onlySmall.set(false)
  }, [])

  const go = (name: string) => {
    setChosen(name)
    document.getElementById(`preset-${name}`)?.scrollIntoView({ block: 'nearest' })
  }
  const press = (event: KeyboardEvent) => {
    const at = active === undefined ? -1 : inOrder.indexOf(active)
    // Keys that move the text cursor are left to the field.
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 6, PageUp: at - 6 }[event.key]
    if (to !== undefined && inOrder.length > 0) {
      event.preventDefault()
      go(inOrder[Math.min(inOrder.length - 1, Math.max(0, to))]!)
    } else if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault()
      attempt(openPreset(active))
    }
  }
  return (
    <Modal className={classesOf(modalCss.wide, css.presets)}>
      <div className={css.find}>
        <input
          ref={search}
          type="search"
          role="combobox"
          aria-label="Find an experiment"
          aria-expanded={true}
          aria-controls={list}
          aria-autocomplete="list"
          {...(active !== undefined && { 'aria-activedescendant': `preset-${active}` })}
          placeholder="name, paper, data, network …"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={({ currentTarget: { value } }) => {
            setText(value)
            // Enter opens the first result, not the open preset, even if it is among the results.
            setChosen(value.trim() === '' ? open : '')
          }}
          onKeyDown={press}
        />
        <label className={controlsCss.check}>
          <input type="checkbox" checked={small} onChange={() => onlySmall.set(!small)} />
          Only small ones
        </label>
        <Openers />
        <p role="status" className={text.trim() === '' && !small ? controlsCss.hidden : css.count}>
          {(small || text.trim() !== '') && countText(inOrder.length, text.trim())}
        </p>
      </div>
      <Gallery id={list} groups={groups} active={active} open={open} />
    </Modal>
  )
}

const countText = (count: number, text: string): string =>
  count === 0
    ? `No experiment has “${text}” in its words. Look for less of it, or for something else.`
    : `${count} of ${PRESETS.length} experiments`

function Openers() {
  const comparing = useHidden('compare')
  const preset = presetNamed(useLab((state) => state.preset))
  const counterpart = preset?.counterpart === undefined ? undefined : presetNamed(preset.counterpart)
  return (
    <div className={controlsCss.openers}>
      {counterpart && (
        <PushButton
          data-help={`The same as ${preset?.title} except for one setting. ${counterpart.summary}`}
          onClick={() => attempt(openPreset(counterpart.name))}
        >
          {counterpart.asCounterpart}
        </PushButton>
      )}
      {!comparing && <PushButton onClick={() => showDialog('compare')}>Compare variants of the open one …</PushButton>}
      <PushButton onClick={() => showDialog('lessons')}>Lessons …</PushButton>
      <OpenFile />
    </div>
  )
}

interface GalleryProps {
  readonly id: string
  readonly groups: readonly PresetGroup[]
  readonly active: string | undefined
  readonly open: string
}

function Gallery({ id, groups, active, open }: GalleryProps) {
  const runs = useRuns((state) => state.list)
  const device = useLab((state) => state.device)
  const times = useMemo(() => presetTimes(runs ?? [], provenanceNow().adapter), [runs, device])
  return (
    <div id={id} role="listbox" aria-label="Presets" className={css.gallery}>
      {groups.map(({ family, group, first, presets }) => (
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
              <PresetCard
                key={preset.name}
                preset={preset}
                active={preset.name === active}
                open={preset.name === open}
                time={times.get(preset.name)}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}
