/** The runs of this browser: the list on the left; on the right the selected runs, overlaid and compared. */

import { useEffect } from 'react'
import { classesOf } from '../../base/classes'
import { Segments } from '../../base/parts'
import { MAX_DRAWN } from '../../base/run-marks'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { alikeLabel } from '../../state/labels/run-label'
import { groupsOf } from '../../state/runs/run-groups'
import { groupRuns, refreshRuns, selectRuns, setBand, useRuns } from '../../state/runs/runs'
import { attempt } from '../../state/session/notices'
import { FinalsTable } from './finals-table'
import css from './runs.module.css'
import { RunsCurves } from './runs-curves'
import { RunsList } from './runs-list'
import { DifferencesTable } from './runs-tables'
import { Scatter } from './scatter'

/** How many of the newest runs are selected at first. */
const FIRST_CHOSEN = 3

/** At most this many runs of a group are read for its curves. */
const MAX_OF_GROUP = 32

export function RunsDialog() {
  const list = useRuns((state) => state.list)
  const selected = useRuns((state) => state.selected)
  const error = useRuns((state) => state.error)
  useEffect(() => attempt(refreshRuns()), [])
  const loaded = list !== null
  useEffect(() => {
    if (list && selected.length === 0) selectRuns(list.slice(0, FIRST_CHOSEN).map(({ id }) => id))
    // Runs only once, when the list has loaded, so that runs deselected later stay deselected.
  }, [loaded])
  const chosen = selected.flatMap((id) => list?.find((run) => run.id === id) ?? [])
  const grouped = useRuns((state) => state.grouped)
  const groups = grouped ? groupsOf(chosen) : chosen.map((run) => ({ id: run.id, runs: [run] }))
  const drawn = groups.slice(0, MAX_DRAWN).flatMap(({ runs }) => runs.slice(0, MAX_OF_GROUP))
  return (
    <Modal className={css.runs}>
      {error && <p className={classesOf(modalCss.notice, modalCss.error)}>{error}</p>}
      {!list ? (
        <p className={controlsCss.muted}>{error ? 'No runs can be shown.' : 'Reading the runs …'}</p>
      ) : (
        <div className={css.halves}>
          <RunsList list={list} selected={selected} />
          <section aria-label="Chosen runs">
            {drawn.length === 0 ? (
              <p className={css.empty}>
                {list.length === 0
                  ? 'Every experiment that is trained is saved here as a run, in this browser: its curves, its numbers and snapshots of its potentials. Press Play, and come back.'
                  : 'Tick runs on the left to lay their curves over each other.'}
              </p>
            ) : (
              <>
                <GroupTools />
                {groups.length > MAX_DRAWN && (
                  <p className={controlsCss.muted}>
                    The first {MAX_DRAWN} of the {groups.length} chosen {grouped ? 'groups' : 'runs'} are drawn: more colors cannot be
                    distinguished. The table of numbers has all.
                  </p>
                )}
                {alikeLabel(chosen) && <p className={controlsCss.warnText}>{alikeLabel(chosen)}</p>}
                <RunsCurves runs={drawn} />
                <FinalsTable runs={chosen} />
                <Scatter runs={chosen} />
                <DifferencesTable groups={groups.slice(0, MAX_DRAWN)} />
              </>
            )}
          </section>
        </div>
      )}
    </Modal>
  )
}

/** Controls that group runs that differ only in the seed, and choose the band around their mean. */
function GroupTools() {
  const grouped = useRuns((state) => state.grouped)
  const band = useRuns((state) => state.band)
  return (
    <div className={css.groupTools}>
      <label>
        <input type="checkbox" checked={grouped} onChange={(event) => groupRuns(event.currentTarget.checked)} />
        Group runs that differ in the seed alone
      </label>
      {grouped && (
        <Segments
          label="Band around the mean"
          value={band}
          options={[
            { value: 'deviation', text: '± standard deviation', title: 'Of a sample, over n − 1: one to each side' },
            { value: 'range', text: 'smallest to largest' },
          ]}
          choose={setBand}
        />
      )}
    </div>
  )
}
