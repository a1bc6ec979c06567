/** The setup of a sweep: fields with their values, the number of runs and the duration; while it runs, its progress. */

import { useMemo, useState } from 'react'
import { errorsOf } from '../../../problem'
import { progressOf } from '../../../studies/pace'
import { ENERGY_AXES, planOf, stepWork } from '../../../studies/sweep'
import { PushButton } from '../../base/buttons'
import { Segments } from '../../base/parts'
import { useLab } from '../../state/store/store'
import { sweepCommand } from './cluster-command'
import compareCss from './compare.module.css'
import { OnCluster, useExperimentFile } from './on-cluster'
import { savePoint } from './save-trained'
import { PauseNote, Problems, RunsAhead, ShortNotes, Start, StepsField, StudyProgress } from './setup'
import { cancelSweep, runLabel, runSweep, setForm, useSweep, workOf } from './sweep'
import { AxisList, LeftOut } from './sweep-axes'
import { firstValues, readForm, written } from './sweep-form'

export const SweepSetup = () => (useSweep(({ at }) => at !== null) ? <Running /> : <Setup />)

function Setup() {
  const open = useLab((state) => state.open)
  const progress = useLab((state) => state.progress)
  const pace = useSweep(({ sweep: last, pace }) => (last?.base === open ? pace : null))
  const form = useSweep((state) => state.form)
  const [refusedSteps, setRefusedSteps] = useState<string | null>(null)
  const { totalSteps = 1, stepsPerEpoch = 1 } = progress ?? {}
  const read = useMemo(() => readForm(open, { totalSteps, stepsPerEpoch }, form), [open, totalSteps, stepsPerEpoch, form])
  const plan = useMemo(() => planOf(read.sweep), [read])
  const typed = Object.keys(read.refused).length === 0 && refusedSteps === null
  // A field's own errors are shown at the field.
  const problems = plan.problems.filter(({ path }) => !form.axes.some((axis) => axis.path === path))
  const work = workOf(plan).reduce((sum, one) => sum + one * read.sweep.steps, 0)
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
          <PushButton onClick={() => setForm({ ...form, axes: written(ENERGY_AXES) })}>Accuracy against energy</PushButton>
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
        <StepsField
          message={refusedSteps}
          value={read.sweep.steps}
          refuse={setRefusedSteps}
          change={(steps) => setForm({ ...form, steps })}
        />
      </div>
      <Start disabled={wrong} act={() => runSweep(read.sweep, savePoint)}>
        {form.axes.length === 0 && <span>Choose a field to sweep.</span>}
        {form.axes.length > 0 && !wrong && (
          <RunsAhead steps={read.sweep.steps} work={work} stepWork={stepWork(open)} runs={plan.runs.length} pace={pace} />
        )}
      </Start>
      {form.axes.length > 0 && typed && <Problems problems={problems} />}
      <ShortNotes runs={plan.runs} steps={read.sweep.steps} />
      <LeftOut plan={plan} />
      {form.axes.length > 0 && typed && <OnCluster command={sweepCommand(file, read.sweep)} />}
      <PauseNote />
    </>
  )
}

function Running() {
  const { sweep, plan, at, pace } = useSweep((state) => state)
  if (!sweep || !plan || !at) return null
  return (
    <StudyProgress
      label="Sweeping"
      at={at}
      runs={plan.runs.length}
      run={runLabel(plan, at.run)}
      steps={sweep.steps}
      pace={pace}
      {...progressOf(workOf(plan), sweep.steps, at)}
      cancel={cancelSweep}
    />
  )
}
