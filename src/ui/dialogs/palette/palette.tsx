/**
 * The command palette: a text field and all matching commands, which come from shell/commands.ts and from the page's controls
 * (base/palette-actions.ts).
 */

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type FormRow, formOf } from '../../../experiments/form'
import { paletteActions } from '../../base/palette-actions'
import controlsCss from '../../base/style/controls.module.css'
import { Modal } from '../../shared/dialog'
import { type Command, GROUPS } from '../../state/command'
import { setPlan } from '../../state/runs/compare-plan'
import { showDialog } from '../../state/selection/select'
import { settingsNow } from '../../state/session/changed-settings'
import { edit } from '../../state/session/edit'
import { store } from '../../state/store/store'
import type { DialogProps } from '../dialog'
import { fieldChoices, typedValues } from './field-values'
import css from './palette.module.css'
import { findCommands } from './palette-search'
import { readySets } from './ready-sets'

const PAGE = 8

export function Palette({ commands }: DialogProps) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  // The commands as they were when the palette opened.
  const all = useMemo(() => able(commands()), [])
  const rows = useMemo(() => fieldRows(), [])
  const sets = useMemo(() => comparisons(), [])
  const found = useMemo(
    () =>
      text.trim() === '' ? all : [...typedValues(rows, text, edit), ...findCommands([...all, ...sets, ...fieldChoices(rows, edit)], text)],
    [all, rows, sets, text],
  )
  const active = Math.min(at, found.length - 1)
  useEffect(() => input.current?.focus(), [])
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [active, text])

  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      const command = found[active]
      if (command) take(command)
      return
    }
    const last = found.length - 1
    const to = {
      ArrowDown: active === last ? 0 : active + 1,
      ArrowUp: active === 0 ? last : active - 1,
      PageDown: Math.min(last, active + PAGE),
      PageUp: Math.max(0, active - PAGE),
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    setAt(Math.max(0, to))
  }
  return (
    <Modal className={css.palette}>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Find an action"
        aria-expanded={true}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(found[active] && { 'aria-activedescendant': `${id}${active}` })}
        placeholder="play, table, threshold, preset …"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div ref={list} id={`${id}list`} role="listbox" aria-label="Actions" className={css.list}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the box has the focus and the keys, as the pattern of a combobox requires.
          <div
            key={command.id}
            id={`${id}${index}`}
            role="option"
            aria-selected={index === active}
            onPointerMove={() => setAt(index)}
            onClick={() => take(command)}
          >
            <span>{command.label}</span>
            <small>{command.group}</small>
            {command.keys && <kbd>{command.keys}</kbd>}
          </div>
        ))}
      </div>
      <p role="status" className={found.length === 0 ? undefined : controlsCss.hidden}>
        {found.length === 0
          ? `No action has “${text.trim()}” in its words.`
          : text && `${found.length} ${found.length === 1 ? 'action' : 'actions'}`}
      </p>
    </Modal>
  )
}

/** The fields of the experiment, unless a link hides them. */
function fieldRows(): readonly FormRow[] {
  const state = store.getState()
  if (state.hidden.includes('experiment') || state.viewedRun) return []
  const draft = settingsNow(state)
  return formOf(draft, draft).flatMap(({ rows }) => rows)
}

/** The predefined comparisons of the experiment, unless a link hides Compare. */
function comparisons(): readonly Command[] {
  const { hidden, open } = store.getState()
  if (hidden.includes('compare')) return []
  return readySets(open, (ready) => {
    setPlan({ ready })
    showDialog('compare')
  })
}

/** Closes the palette before the action runs, so that it covers nothing and the focus is back in its place. */
function take(command: Command): void {
  flushSync(() => showDialog(null))
  command.act()
}

/** The enabled commands and the actions of the page's controls, in the order of their groups. */
function able(commands: readonly Command[]): readonly Command[] {
  const all: readonly Command[] = [...commands, ...paletteActions()]
  const able = all.filter(({ id, enabled }) => id !== 'palette' && (enabled ?? true))
  return GROUPS.flatMap((group) => able.filter((command) => command.group === group))
}
