/** The list of runs: search, sorting, selection for the charts; and the actions on one run, on the selected ones, and on all. */

import { useId, useState } from 'react'
import { messageOf } from '../../../problem'
import type { RunId, RunSummary } from '../../../runs/record'
import { LinkButton, PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { OneFileButton } from '../../shared/file-button'
import { byScore, deleteText, hiddenText, runTitle, scoreTitle, ticked, whenLabel } from '../../state/labels/run-label'
import { selectRuns, useRuns } from '../../state/runs/runs'
import { attempt } from '../../state/session/notices'
import { RunRow } from './run-row'
import css from './runs.module.css'
import { bringBack, importedText, removeRuns, saveRuns, takeIn } from './runs-work'

type Order = 'newest' | 'score' | 'name' | 'steps'
const ORDERS: readonly {
  readonly value: Order
  readonly text: string | ((runs: readonly RunSummary[]) => string)
  readonly compare: (a: RunSummary, b: RunSummary) => number
}[] = [
  { value: 'newest', text: 'newest first', compare: (a, b) => b.started - a.started },
  { value: 'score', text: bestLabel, compare: byScore },
  { value: 'name', text: 'name', compare: (a, b) => runTitle(a).localeCompare(runTitle(b)) },
  { value: 'steps', text: 'most steps', compare: (a, b) => b.step - a.step },
]

/** The label of the order by score. Runs of different tasks have different deciding metrics. */
function bestLabel(runs: readonly RunSummary[]): string {
  const titles = [...new Set(runs.map(scoreTitle))]
  return `best ${titles.length === 1 ? titles[0] : 'result'}`
}

const matches = (run: RunSummary, words: string): boolean => {
  const text =
    `${runTitle(run)} ${run.note} ${run.tags.join(' ')} ${run.preset} ${run.sweep?.title ?? ''} ${whenLabel(run.started)}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

export function RunsList({ list, selected }: { list: readonly RunSummary[]; selected: readonly RunId[] }) {
  const [words, setWords] = useState('')
  const [order, setOrder] = useState<Order>('newest')
  const [open, setOpen] = useState<RunId | null>(null)
  const { compare } = ORDERS.find(({ value }) => value === order)!
  const tags = [...new Set(list.flatMap((run) => run.tags))].sort()
  const [wanted, setWanted] = useState<readonly string[]>([])
  const asked = wanted.filter((tag) => tags.includes(tag))
  const shown = list.filter((run) => matches(run, words) && asked.every((tag) => run.tags.includes(tag))).sort(compare)
  const tick = (id: RunId, on: boolean) => selectRuns(on ? [...selected, id] : selected.filter((other) => other !== id))
  return (
    <section className={css.list} aria-label="All runs">
      {list.length > 0 && (
        <div className={css.find}>
          <input
            type="search"
            aria-label="Find runs"
            placeholder="Find runs"
            value={words}
            onChange={(e) => setWords(e.currentTarget.value)}
          />
          <Select
            aria-label="Order of the runs"
            value={order}
            options={ORDERS.map(({ value, text }) => ({ value, text: typeof text === 'string' ? text : text(list) }))}
            choose={setOrder}
          />
        </div>
      )}
      {tags.length > 0 && <TagFilter tags={tags} asked={asked} ask={setWanted} />}
      <Deleted />
      <ul aria-label="Runs">
        {shown.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            chosen={selected.includes(run.id)}
            tick={(on) => tick(run.id, on)}
            open={open === run.id}
            show={() => setOpen(open === run.id ? null : run.id)}
          />
        ))}
      </ul>
      {list.length > 0 && shown.length === 0 && (
        <p className={controlsCss.muted}>No run has these words{asked.length > 0 && ' and tags'}.</p>
      )}
      <Tools list={list} shown={shown} selected={selected} />
    </section>
  )
}

/** Filters the list to runs that have all selected tags. */
function TagFilter({ tags, asked, ask }: { tags: readonly string[]; asked: readonly string[]; ask: (tags: readonly string[]) => void }) {
  return (
    <fieldset className={css.tagFilter} aria-label="Only runs with the tags">
      {tags.map((tag) => {
        const on = asked.includes(tag)
        return (
          <button
            key={tag}
            type="button"
            aria-pressed={on}
            onClick={() => ask(on ? asked.filter((other) => other !== tag) : [...asked, tag])}
          >
            {tag}
          </button>
        )
      })}
    </fieldset>
  )
}

function Deleted() {
  const deleted = useRuns((state) => state.deleted)
  if (deleted === 0) return null
  return (
    <p className={css.deleted} role="status">
      {deleted === 1 ? '1 run is' : `${deleted} runs are`} deleted. <PushButton onClick={() => attempt(bringBack())}>Undo</PushButton>
    </p>
  )
}

function Tools(props: { list: readonly RunSummary[]; shown: readonly RunSummary[]; selected: readonly RunId[] }) {
  const { list, shown, selected } = props
  const { onScreen, hidden } = ticked(selected, shown)
  const said = useId()
  const [result, setResult] = useState<{ kind: 'info' | 'error'; text: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const work = async (task: () => Promise<unknown>) => {
    setBusy(true)
    try {
      const text = await task()
      setResult(typeof text === 'string' ? { kind: 'info', text } : null)
    } catch (error) {
      setResult({ kind: 'error', text: messageOf(error) })
    } finally {
      setBusy(false)
    }
  }
  const save = (ids?: readonly RunId[]) => work(() => saveRuns(ids))
  const take = (given: File) =>
    work(async () => {
      const imported = await takeIn(given)
      return importedText(imported)
    })
  return (
    <div className={css.tools}>
      {list.length > 0 && (
        <p>
          <LinkButton onClick={() => selectRuns(shown.map(({ id }) => id))}>Tick all shown</LinkButton>
          <LinkButton disabled={selected.length === 0} onClick={() => selectRuns([])}>
            Tick none
          </LinkButton>
          <LinkButton disabled={onScreen.length === 0} onClick={() => void work(() => removeRuns(onScreen))}>
            {deleteText(onScreen.length)}
          </LinkButton>
        </p>
      )}
      {hidden > 0 && <p className={controlsCss.muted}>{hiddenText(hidden)}</p>}
      <p>
        <PushButton disabled={busy || list.length === 0} onClick={() => void save()}>
          {shown.length < list.length ? `Export all ${list.length}` : 'Export all'}
        </PushButton>
        <PushButton disabled={busy || onScreen.length === 0} onClick={() => void save(onScreen)}>
          Export ticked
        </PushButton>
        <OneFileButton
          text="Import …"
          label="File of runs"
          accept=".gz,.json,application/gzip,application/json"
          disabled={busy}
          aria-describedby={said}
          open={(file) => void take(file)}
        />
      </p>
      <p
        id={said}
        role="status"
        className={result ? classesOf(modalCss.notice, result.kind === 'error' && modalCss.error) : controlsCss.hidden}
      >
        {busy ? 'Working …' : result?.text}
      </p>
    </div>
  )
}
