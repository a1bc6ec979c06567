/** The runs in a figure's caption: their titles, their progress, their links. */
import type { RunSummary } from '../../../runs/record'
import type { Figure } from '../../base/figure'
import { runTitle } from '../../state/labels/run-label'
import { snapshotLabel } from '../../state/labels/snapshot-label'
import { timeUnitOf } from '../../state/labels/time-label'

export const figureRuns = (runs: readonly RunSummary[]): NonNullable<Figure['runs']> =>
  runs.map((run) => ({
    name: runTitle(run),
    at: snapshotLabel(run.step, run.stepsPerEpoch, timeUnitOf(run.experiment)),
    link: new URL(run.link, location.href).href,
  }))
