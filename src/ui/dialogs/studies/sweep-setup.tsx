/** The setup of a sweep: fields with their values, the number of runs and the duration; while it runs, its progress. */

import { useMemo, useState } from 'react'
import { counted, grouped } from '../../../format'
import { errorsOf } from '../../../problem'
import { durationOf, MIN_TIMED_STEPS, progressOf } from '../../../studies/pace'
import { ENERGY_AXES, planOf, type SweepPlan, stepWork } from '../../../studies/sweep'
import { classesOf } from '../../base/classes'
import { LongWork } from '../../base/long-work'
import { NumberField } from '../../base/number-field'
import { Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { clock } from '../../state/labels/experiment-label'
import { lengthLabel } from '../../state/labels/time-label'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import { sweepCommand } from './cluster-command'
import compareCss from './compare.module.css'
import { Field, Problems, WarmUpNote } from './compare-dialog'
import { OnCluster, useExperimentFile } from './on-cluster'
import { savePoint } from './save-trained'
import { cancelSweep, runLabel, runSweep, setForm, useSweep, workOf } from './sweep'
import { AxisList, LeftOut } from './sweep-axes'
import { firstValues, type ReadForm, readForm, written } from './sweep-form'

export const SweepSetup = () => (useSweep(({ at }) => at !== null) ? <Running /> : <Setup />)

function Setup() {
  const open = useLab((state) => state.open)
  const progress = useLab((state) => state.progress)
  const ready = useLab((state) => state.run.kind !== 'idle' && state.run.kind !== 'compiling')
  const form = useSweep((state) => state.form)
  const [refusedSteps, setRefusedSteps] = useState<string | null>(null)
  const { totalSteps = 1, stepsPerEpoch = 1 } = progress ?? {}
  const read = useMemo(() => readForm(open, { totalSteps, stepsPerEpoch }, form), [open, totalSteps, stepsPerEpoch, form])
  const plan = useMemo(() => planOf(read.sweep), [read])
  const typed = Object.keys(read.refused).length === 0 && refusedSteps === null
  // A field's own errors are shown at the field.
  const problems = plan.problems.filter(({ path }) => !form.axes.some((axis) => axis.path === path))
  const file = useExperimentFile()
  const wrong = !typed || errorsOf(plan.problems).length > 0
  return (
    <>
      <p>
        Trains the open experiment with other values of some of its fields, one run after the other. Each run that finishes is saved among
        the runs.
      </p>
      <AxisList verb="sweep" axes={form.axes} read={read} firstValues={firstValues} change={(axes) => setForm({ ...form, axes })} />
      {form.axes.length === 0 && read.fields.some(({ path }) => path === ENERGY_AXES[0]!.path) && (
        <p className={compareCss.start}>
          <button type="button" className={controlsCss.pushButton} onClick={() => setForm({ ...form, axes: written(ENERGY_AXES) })}>
            Accuracy against energy
          </button>
          <span>Penalizes synaptic operations more from run to run.</span>
        </p>
      )}
      <div className={compareCss.fields}>
        <div className={compareCss.field}>
          <span>Values of several fields</span>
          <Segments
            label="Values of several fields"
            value={form.mode}
            options={[
              { value: 'grid', text: 'every combination' },
              { value: 'list', text: 'paired', title: 'The first values of all fields together, then the second ones, and so on' },
            ]}
            choose={(mode) => setForm({ ...form, mode })}
          />
        </div>
        <Field label="Training steps" term="batch" hint={lengthLabel(open, progress ?? {})} message={refusedSteps}>
          {(ids) => (
            <NumberField
              {...ids}
              integer
              min={1}
              max={progress?.totalSteps ?? 1}
              step={10}
              value={read.sweep.steps}
              refuse={setRefusedSteps}
              change={(steps) => setForm({ ...form, steps })}
            />
          )}
        </Field>
      </div>
      <p className={compareCss.start}>
        <button
          type="button"
          className={classesOf(controlsCss.pushButton, controlsCss.primary)}
          disabled={wrong || !ready}
          onClick={() => attempt(runSweep(read.sweep, savePoint))}
        >
          Start
        </button>
        <span>{form.axes.length === 0 ? 'Choose a field to sweep.' : !wrong && <Size plan={plan} read={read} />}</span>
      </p>
      {form.axes.length > 0 && typed && <Problems problems={problems} />}
      <WarmUpNote runs={plan.runs} steps={read.sweep.steps} />
      <LeftOut plan={plan} />
      {form.axes.length > 0 && typed && <OnCluster command={sweepCommand(file, read.sweep)} />}
      {(progress?.step ?? 0) > 0 && <p className={controlsCss.muted}>The open run pauses, and is back afterwards where it was.</p>}
    </>
  )
}

/** The number of runs and their duration: as measured in the last sweep, else estimated from the training of the open experiment. */
function Size({ plan, read: { sweep } }: { plan: SweepPlan; read: ReadForm }) {
  const progress = useLab((state) => state.progress)
  const measured = useSweep(({ sweep: last, pace }) => (last?.base === sweep.base ? pace : null))
  const rate = progress && progress.step >= MIN_TIMED_STEPS ? progress.samplesPerSecond : 0
  const work = workOf(plan).reduce((sum, one) => sum + one * sweep.steps, 0)
  const perWork = rate > 0 ? (1000 * sweep.base.data.batch) / rate / stepWork(sweep.base) : null
  const count = plan.runs.length
  return (
    <>
      {counted(count, 'run')} of {counted(sweep.steps, 'step')}.{' '}
      {measured
        ? `Roughly ${clock(durationOf(measured, work, count))}.`
        : perWork !== null
          ? `Roughly ${clock(perWork * work)} of training, plus building and testing.`
          : 'How long that takes is known once the first run is under way.'}
    </>
  )
}

function Running() {
  const { sweep, plan, at, pace } = useSweep((state) => state)
  if (!sweep || !plan || !at) return null
  const { done, total } = progressOf(workOf(plan), sweep.steps, at)
  return (
    <LongWork
      label="Sweeping"
      status={`Run ${at.run + 1} of ${plan.runs.length}: ${runLabel(plan, at.run)}`}
      done={done}
      total={total}
      cancel={cancelSweep}
    >
      Step {grouped(at.step)} of {grouped(sweep.steps)}
      {pace && `, roughly ${clock(durationOf(pace, total - done, plan.runs.length - at.run))} left`}
    </LongWork>
  )
}
