/** A menu of the runs that this browser keeps: one of them is laid over the run that is shown, as moment A. */

import { useRef, useState } from 'react'
import { presetNamed } from '../../../experiments/presets'
import { grouped } from '../../../format'
import type { RunSummary } from '../../../runs/record'
import { useHeadOffers } from '../../base/offers'
import partsCss from '../../base/parts.module.css'
import { attempt } from '../../state/notices'
import { pinRun } from '../../state/pinned'

/** The newest of them. */
const MOST_LISTED = 12

const nameOf = ({ name, preset }: RunSummary): string => name || (presetNamed(preset)?.title ?? preset)

const wordsOf = (run: RunSummary): string => `${nameOf(run)}, ${grouped(run.step)} batches, ${new Date(run.started).toLocaleString()}`

export function VersusMenu() {
  const host = useRef<HTMLDetailsElement>(null)
  const [runs, setRuns] = useState<readonly RunSummary[] | null>(null)
  const list = async () => {
    const { refreshRuns, recordNow, runsState, runUnderWay } = await import('../../state/runs')
    await recordNow()
    await refreshRuns()
    const now = runUnderWay()
    const known = runsState.getState().list ?? []
    setRuns(
      [...known]
        .filter(({ id }) => id !== now)
        .sort((a, b) => b.updated - a.updated)
        .slice(0, MOST_LISTED),
    )
  }
  const close = () => {
    if (host.current) host.current.open = false
  }
  const lay = (run: RunSummary) => attempt(pinRun(run.id, nameOf(run), run.stepsPerEpoch))
  useHeadOffers((runs ?? []).map((run) => ({ words: `vs run ${wordsOf(run)}`, act: () => lay(run) })))
  return (
    <details
      ref={host}
      className={partsCss.menu}
      onToggle={(event) => event.currentTarget.open && attempt(list())}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        close()
        event.currentTarget.querySelector('summary')?.focus()
      }}
    >
      <summary
        className={partsCss.text}
        aria-label="vs run: compare with a saved run"
        title="Lays a saved run over this one, at the same training step"
      >
        vs run
      </summary>
      <div>
        {runs === null && <p>Reading what is kept …</p>}
        {runs?.length === 0 && <p>No other run is kept in this browser.</p>}
        {runs?.map((run) => (
          <button
            key={run.id}
            type="button"
            onClick={() => {
              lay(run)
              close()
            }}
          >
            {wordsOf(run)}
          </button>
        ))}
      </div>
    </details>
  )
}
