/** A menu of other runs to overlay on the shown one as A: saved runs as they are, or one that trains in turn with it. */

import { useMemo, useState } from 'react'
import { presetNamed } from '../../../experiments/presets'
import type { RunSummary } from '../../../runs/record'
import { withEdits } from '../../../studies/variant'
import { usualVariants } from '../../../studies/variants'
import { helpOf } from '../../base/help'
import { useViewActions } from '../../base/palette-actions'
import { Menu } from '../../base/parts'
import { settingsNow } from '../../state/session/changed-settings'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import { type Comparison, comparisonsOf, overlays, runLabel, runName, same } from './versus-text'

/** The number of newest runs that are listed. */
const MAX_LISTED = 12

type ComparisonModule = typeof import('../../state/runs/comparison-run')

interface Other {
  readonly title: string
  readonly start: (module: ComparisonModule) => Promise<void>
}

/** Experiments that may train in turn with the open run: the preset's counterpart, the usual variants, saved runs and the last draft. */
function useOthers(runs: readonly RunSummary[]): readonly Other[] {
  const preset = useLab((state) => state.preset)
  const now = useLab(settingsNow)
  const past = useLab((state) => state.past)
  const hidden = useLab((state) => state.hidden)
  return useMemo(() => {
    const base = presetNamed(preset)
    const counterpart = base?.counterpart === undefined ? undefined : presetNamed(base.counterpart)
    const variants = usualVariants(now).filter((variant) => {
      const edited = withEdits(now, variant.edits)
      return edited.ok && !same(edited.experiment, now) && !same(edited.experiment, counterpart?.experiment)
    })
    const asItIs = (other: Comparison): Other => ({ title: other.title, start: ({ trainComparison }) => trainComparison(other) })
    return [
      ...(counterpart && !hidden.includes('presets') && same(now, base?.experiment) ? [asItIs(counterpart)] : []),
      ...variants.map((variant) => ({ title: variant.title, start: ({ trainVariant }: ComparisonModule) => trainVariant(variant) })),
      ...comparisonsOf({ experiment: now, preset }, past, runs, hidden).map(asItIs),
    ]
  }, [preset, now, past, runs, hidden])
}

const NONE: readonly RunSummary[] = []

export function VersusMenu() {
  const [kept, setKept] = useState<readonly RunSummary[] | null>(null)
  const list = async () => {
    const { refreshRuns, recordNow, runsState, runUnderWay } = await import('../../state/runs/runs')
    await recordNow()
    await refreshRuns()
    const now = runUnderWay()
    const known = runsState.getState().list ?? []
    setKept([...known].filter(({ id }) => id !== now).sort((a, b) => b.updated - a.updated))
  }
  const open = { experiment: useLab((state) => state.open), preset: useLab((state) => state.openedAs) }
  const hidden = useLab((state) => state.hidden)
  const runs = kept && overlays(open, kept, hidden).slice(0, MAX_LISTED)
  const lay = (run: RunSummary) =>
    attempt(import('../../state/runs/comparison-run').then(({ pinRun }) => pinRun(run.id, runName(run, open), run.stepsPerEpoch)))
  const others = useOthers(kept ?? NONE)
  const train = (other: Other) => attempt(import('../../state/runs/comparison-run').then(other.start))
  useViewActions([
    ...others.map((other) => ({ label: `Train comparison run: ${other.title}`, act: () => train(other) })),
    ...(runs ?? []).map((run) => ({ label: `vs run ${runLabel(run, open)}`, act: () => lay(run) })),
  ])
  return (
    <Menu
      label="vs run: compare with a saved run"
      help={helpOf(
        'Lays another run over this one, at the same training step: a saved one, or a comparison run that trains in turn with it now',
      )}
      face="vs run"
      opened={() => attempt(list())}
    >
      {others.length > 0 && <p>Trains now, in turn with this run:</p>}
      {others.map((other) => (
        <button key={other.title} type="button" onClick={() => train(other)}>
          Train comparison run: {other.title}
        </button>
      ))}
      {runs === null && <p>Reading the saved runs …</p>}
      {runs?.length === 0 && <p>No other run is saved in this browser.</p>}
      {runs !== null && runs.length > 0 && <p>Laid over as it was saved, without training:</p>}
      {runs?.map((run) => (
        <button key={run.id} type="button" onClick={() => lay(run)}>
          {runLabel(run, open)}
        </button>
      ))}
    </Menu>
  )
}
