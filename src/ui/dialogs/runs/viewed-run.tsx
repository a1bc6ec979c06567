/** A saved run in the lab's own views, with its experiment; and the way back. Read-only. */

import { type FormRow, formOf } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import { useWidePage } from '../../base/appearance'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import controlsCss from '../../base/style/controls.module.css'
import layoutCss from '../../base/style/layout.module.css'
import { changeLines } from '../../state/labels/change-label'
import { showValue, summaryOf } from '../../state/labels/experiment-label'
import { capital } from '../../state/labels/metric-labels'
import { closeViewedRun } from '../../state/runs/viewed-run'
import { attempt } from '../../state/session/notices'
import { Shown, useLab } from '../../state/store/store'
import { middleProps, useShownViews, ViewRow, ViewsOf } from '../../views/regions'
import css from './viewed-run.module.css'

export function ViewedRun() {
  const viewed = useLab((state) => state.viewedRun)
  const wide = useWidePage()
  if (!viewed) return null
  return (
    <Shown.Provider value={viewed.shown}>
      <ViewedRunStrip />
      {wide ? <Settings /> : <SettingsSummary />}
      <Views />
    </Shown.Provider>
  )
}

/** The views that a saved run has data for. */
function Views() {
  const views = useShownViews().filter(({ saved }) => saved)
  return (
    <main className={layoutCss.middle} {...middleProps(views)}>
      <ViewsOf views={views} region="top" />
      <ViewsOf views={views} region="middle" />
      <ViewRow views={views} region="row" />
      <ViewRow views={views} region="history" />
    </main>
  )
}

function ViewedRunStrip() {
  const viewed = useLab((state) => state.viewedRun)!
  const missing = useLab((state) => state.missing !== null)
  const { adapter, software, app } = viewed.provenance
  return (
    <aside data-stays className={css.strip} aria-label="About this run">
      <p>
        {viewed.recorded ? (
          <>
            <b>This is a recording: {viewed.name}.</b> It was made by {adapter}
            {software && ' (software)'} with lab version {app}. Nothing is computed here: without WebGPU it cannot be trained on.
          </>
        ) : (
          <>
            <b>Looking at a saved run: {viewed.name}.</b> Spikes and weights are not saved; drag the ruler of the curves to go through
            training.
          </>
        )}
      </p>
      <PushButton onClick={() => attempt(closeViewedRun())}>{missing ? 'Back' : 'Back to the experiment'}</PushButton>
    </aside>
  )
}

function useSettings(): { title: string; rows: readonly FormRow[] }[] {
  const open = useLab((state) => state.open)
  const preset = useLab((state) => state.openedAs)
  return formOf(open, presetNamed(preset)?.experiment ?? open).map(({ title, rows }) => ({ title, rows: rows.filter(({ rare }) => !rare) }))
}

/** The settings of the viewed run, read-only. */
function Settings() {
  const groups = useSettings()
  const changes = changeLines(useLab((state) => state.open))
  return (
    <section className={classesOf(layoutCss.experiment, css.settings)} aria-label="Experiment">
      <div className={controlsCss.headRow}>
        <h2>Experiment</h2>
        <span className={controlsCss.muted}>of this run</span>
      </div>
      {groups.map(({ title, rows }) => (
        <div key={title}>
          <h3>{title}</h3>
          <dl>
            {rows.map((row) => (
              <div key={row.path}>
                <dt>{row.label}</dt>
                <dd
                  data-help={row.changed ? `The preset has ${row.initial === undefined ? 'none' : showValue(row, row.initial)}` : undefined}
                >
                  {row.changed && <span aria-hidden="true">• </span>}
                  {showValue(row, row.value)}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      {changes.length > 0 && (
        <div>
          <h3>Changed while training</h3>
          <ul>
            {changes.map((line) => (
              <li key={line}>{capital(line)}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

function SettingsSummary() {
  const open = useLab((state) => state.open)
  return (
    <section className={classesOf(layoutCss.experiment, layoutCss.summary)} aria-label="Experiment">
      <h2>Experiment</h2>
      {summaryOf(open).map((text) => (
        <span key={text}>{text}</span>
      ))}
    </section>
  )
}
