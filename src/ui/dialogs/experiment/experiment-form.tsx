/** The experiment as a form derived from the schema: grouped rows, differences from the preset, and errors at their fields. */

import { Fragment, useState } from 'react'
import { dataShape } from '../../../data/datasets/schema'
import { hasName } from '../../../data/store/schema'
import { validationOffer } from '../../../experiments/check'
import { type FormGroup, formOf } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import { grouped } from '../../../format'
import { errorsOf, type Problem } from '../../../problem'
import { IconButton, LinkButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { hintOf } from '../../base/help'
import { Icon } from '../../base/icons'
import { laterPart } from '../../base/later'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import layoutCss from '../../base/style/layout.module.css'
import { openDataDialog } from '../../state/imports/data-sets'
import { bytes, flop, shapeText, summaryOf } from '../../state/labels/experiment-label'
import { showDialog } from '../../state/selection/select'
import { settingsNow } from '../../state/session/changed-settings'
import { edit, redo, undo } from '../../state/session/edit'
import { useLab } from '../../state/store/store'
import { ChangesList } from './changes-list'
import css from './experiment.module.css'
import { FieldRow } from './field-row'

export const EquationPanel = laterPart(async () => (await import('../../views/network/equation-panel')).EquationPanel)

/** The experiment panel on the left side of the page. */
export function ExperimentPanel() {
  return (
    <section className={layoutCss.experiment} aria-label="Experiment">
      <div className={controlsCss.headRow}>
        <h2>Experiment</h2>
        <HistoryButtons />
      </div>
      <ExperimentForm />
      <EquationPanel />
      <CostLine />
    </section>
  )
}

/** The folded form: a single line that unfolds it. */
export function ExperimentSummary() {
  const draft = useLab(settingsNow)
  const cost = useLab((state) => state.cost)
  const problems = useLab((state) => errorsOf(state.problems).length)
  return (
    <section className={classesOf(layoutCss.experiment, layoutCss.summary)} aria-label="Experiment">
      <h2>Experiment</h2>
      {summaryOf(draft).map((text) => (
        <span key={text}>{text}</span>
      ))}
      {problems > 0 && (
        <span data-whole className={controlsCss.warnText}>
          {problems === 1 ? '1 problem' : `${problems} problems`}
        </span>
      )}
      {cost && (
        <LinkButton className={controlsCss.push} aria-haspopup="dialog" onClick={() => showDialog('cost')}>
          <span className={controlsCss.hidden}>Memory and cost: </span>
          {bytes(cost.byteLength)}
        </LinkButton>
      )}
      <LinkButton className={cost ? undefined : controlsCss.push} onClick={() => showDialog('experiment')}>
        Edit<span className={controlsCss.hidden}> experiment</span>
      </LinkButton>
    </section>
  )
}

export function HistoryButtons() {
  const past = useLab((state) => state.past.length)
  const future = useLab((state) => state.future.length)
  return (
    <span className={css.historyButtons}>
      <IconButton aria-label="Undo" {...hintOf('Undo (Ctrl Z)')} disabled={past === 0} onClick={undo}>
        <Icon sign="undo" />
      </IconButton>
      <IconButton aria-label="Redo" {...hintOf('Redo (Ctrl Shift Z)')} disabled={future === 0} onClick={redo}>
        <Icon sign="redo" />
      </IconButton>
    </span>
  )
}

export function ExperimentForm() {
  const draft = useLab(settingsNow)
  const problems = useLab((state) => state.problems)
  const preset = useLab((state) => state.preset)
  return (
    <div className={css.form}>
      {formOf(draft, presetNamed(preset)?.experiment ?? draft).map((group) => (
        <Group key={group.title} group={group} problems={problems} />
      ))}
      <ChangesList />
    </div>
  )
}

function Group({ group, problems }: { group: FormGroup; problems: readonly Problem[] }) {
  const [all, setAll] = useState(false)
  const rare = group.rows.filter((row) => row.rare).length
  const shown = all ? group.rows : group.rows.filter((row) => !row.rare)
  return (
    <fieldset className={formCss.group}>
      <legend>
        {group.title}
        {rare > 0 && (
          <button type="button" className={formCss.more} aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'fewer' : `${rare} more`}
            <span className={controlsCss.hidden}> settings of {group.title}</span>
          </button>
        )}
      </legend>
      {shown.map((row) => (
        <Fragment key={row.path}>
          <FieldRow row={row} problems={problems.filter(({ path }) => path === row.path || `${path}.kind` === row.path)} />
          {row.path === 'validation.kind' && <ValidationOffer />}
        </Fragment>
      ))}
      {group.title === 'Data' && <DataRow />}
    </fieldset>
  )
}

export function CostLine() {
  const cost = useLab((state) => state.cost)
  if (!cost) return null
  return (
    <dl
      className={css.cost}
      data-help={`${grouped(cost.dispatches)} dispatches a batch. Memory and cost says which is the largest batch that fits this adapter.`}
    >
      <div>
        <dt>Parameters</dt>
        <dd>
          <b>{grouped(cost.parameters)}</b> learned
        </dd>
      </div>
      <div>
        <dt>Memory</dt>
        <dd>
          <LinkButton
            aria-haspopup="dialog"
            aria-label={`Memory and cost: ${bytes(cost.byteLength)} on the GPU`}
            onClick={() => showDialog('cost')}
          >
            <b>{bytes(cost.byteLength)}</b> on the GPU
          </LinkButton>
        </dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>
          <b>{flop(cost.operations)}</b> per batch
        </dd>
      </div>
    </dl>
  )
}

/** Below the choice of a data set: its description, and the way to other sets. */
function DataRow() {
  const data = useLab((state) => state.draft.data)
  return (
    <div className={formCss.row}>
      <span className={classesOf(controlsCss.muted, css.dataWords)}>
        {hasName(data) ? `${dataShape(data).title}, ${shapeText(data)}` : shapeText(data)}
      </span>
      <LinkButton className={controlsCss.push} onClick={openDataDialog}>
        Data sets …
      </LinkButton>
    </div>
  )
}

/** Below Validation, where there is none: what evaluations then use, and a button that holds samples out. */
function ValidationOffer() {
  const offer = validationOffer(useLab(settingsNow))
  if (!offer) return null
  return (
    <p className={classesOf(controlsCss.problem, controlsCss.muted)}>
      Evaluations, and choices by them, use the test set.{' '}
      <LinkButton onClick={() => edit(offer.path, offer.value)}>{offer.label}</LinkButton>
    </p>
  )
}
