/** A menu of the runs that this browser keeps: one of them is laid over the run that is shown, as moment A. */

import { useMemo, useRef, useState } from 'react'
import { presetNamed } from '../../../experiments/presets'
import { grouped } from '../../../format'
import type { RunSummary } from '../../../runs/record'
import { withEdits } from '../../../studies/compare'
import { usualVariants } from '../../../studies/variants'
import { helpOf } from '../../base/help'
import { useHeadOffers } from '../../base/offers'
import partsCss from '../../base/parts.module.css'
import { settingsNow } from '../../state/changes'
import { attempt } from '../../state/notices'
import { pinRun } from '../../state/pinned'
import { useLab } from '../../state/store'

/** The newest of them. */
const MOST_LISTED = 12

const nameOf = ({ name, preset }: RunSummary): string => name || (presetNamed(preset)?.title ?? preset)

const wordsOf = (run: RunSummary): string => `${nameOf(run)}, ${grouped(run.step)} batches, ${new Date(run.started).toLocaleString()}`

type Beside = typeof import('../../state/beside')

interface Other {
  readonly title: string
  readonly start: (beside: Beside) => Promise<void>
}

/** What may train in turn with the open run: the preset's counterpart, and the variants that are usually compared. */
function useOthers(): readonly Other[] {
  const preset = useLab((state) => presetNamed(state.preset))
  const now = useLab(settingsNow)
  return useMemo(() => {
    const counterpart = preset?.counterpart === undefined ? undefined : presetNamed(preset.counterpart)
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
    const variants = usualVariants(now).filter((variant) => {
      const edited = withEdits(now, variant.edits)
      return edited.ok && !same(edited.experiment, now) && !same(edited.experiment, counterpart?.experiment)
    })
    return [
      ...(counterpart && same(now, preset?.experiment)
        ? [{ title: counterpart.title, start: ({ trainBeside }: Beside) => trainBeside(counterpart) }]
        : []),
      ...variants.map((variant) => ({ title: variant.title, start: ({ trainVariant }: Beside) => trainVariant(variant) })),
    ]
  }, [preset, now])
}

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
  const others = useOthers()
  const train = (other: Other) => attempt(import('../../state/beside').then(other.start))
  useHeadOffers([
    ...others.map((other) => ({ words: `Train beside: ${other.title}`, act: () => train(other) })),
    ...(runs ?? []).map((run) => ({ words: `vs run ${wordsOf(run)}`, act: () => lay(run) })),
  ])
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
        {...helpOf('Lays a saved run over this one, at the same training step')}
      >
        vs run
      </summary>
      <div>
        {others.map((other) => (
          <button
            key={other.title}
            type="button"
            onClick={() => {
              train(other)
              close()
            }}
          >
            Train beside: {other.title}
          </button>
        ))}
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
