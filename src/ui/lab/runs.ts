/** Saved runs, comparisons and sweeps for window.lab. Plain data. */
import type { StressOptions } from '../dialogs/studies/stress/stress'
import type { SweepOptions } from '../dialogs/studies/sweep'
import type { CompareOptions } from '../state/runs/compare-plan'
import type { When } from './when'

export const runCalls = (after: When) => ({
  /** Runs variants of the open experiment with the same seeds; resolves with all results and their statistics. */
  compare: after(async (options?: CompareOptions) => {
    const [{ compared }, { comparedAnswer }] = await Promise.all([import('../dialogs/studies/compare'), import('./answers')])
    return comparedAnswer(await compared(options ?? {}))
  }),
  sweep: after(async (options: SweepOptions) => {
    const [{ swept }, { savePoint: keepPoint }] = await Promise.all([
      import('../dialogs/studies/sweep'),
      import('../dialogs/studies/save-trained'),
    ])
    return swept(options, keepPoint)
  }),
  /**
   * The open network under a disturbance (docs/stress.md lists them): for each strength the main metric of each seed, its mean and its
   * interval, and the firing rate. Training pauses, and the run stays as it is. Rejects where the experiment cannot be disturbed so.
   */
  stress: after(async (options: StressOptions) => {
    const { stressOfOpen } = await import('../dialogs/studies/stress/stress')
    return structuredClone(await stressOfOpen(options))
  }),
  /** The saved runs in this browser, newest first, with the current state of the run in progress. */
  runs: after(async () => {
    const [{ listed }, { summaryAnswer }] = await Promise.all([import('../state/runs/runs'), import('./answers')])
    return structuredClone((await listed()).map(summaryAnswer))
  }),
  /** Curves, evaluations and membrane snapshots of one run. */
  run: after(async (id: string) => {
    const [{ detailOf }, { detailAnswer }] = await Promise.all([import('../state/runs/runs'), import('./answers')])
    return structuredClone(detailAnswer(await detailOf(id)))
  }),
  /** All runs, or some, as one file. */
  exportRuns: after(async (ids?: readonly string[]) => {
    const { fileOfRuns } = await import('../dialogs/runs/runs-work')
    return (await fileOfRuns(ids)).arrayBuffer()
  }),
  /** All data of the open run as one zip; its README.md describes the files. */
  everything: after(async () => (await (await import('../dialogs/share/everything')).everything()).arrayBuffer()),
  /** Imports the runs of such a file; returns how many were added, how many were already here, and which are damaged. */
  importRuns: after(async (file: ArrayBuffer) => {
    if (!(file instanceof ArrayBuffer))
      throw new Error('importRuns: expects an ArrayBuffer that holds a file of runs, as exportRuns() answers with.')
    const { takeIn } = await import('../dialogs/runs/runs-work')
    return takeIn(new Blob([file]))
  }),
})
