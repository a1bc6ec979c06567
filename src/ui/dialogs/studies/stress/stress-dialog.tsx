/** Stress: a disturbance, its strength as a slider with the open network's results, and its curve over those of other runs. */

import { useEffect, useId, useState } from 'react'
import { counted, percent } from '../../../../format'
import type { CheckpointInfo } from '../../../../runs/record'
import { decidingOf, metricHeading, metricsOf, metricText } from '../../../../studies/metrics'
import { strengthText } from '../../../../studies/stress/curves'
import { READY, type Ready, readyFor, readyLook } from '../../../../studies/variants'
import { PushButton } from '../../../base/buttons'
import { Term } from '../../../base/help'
import { LongWork } from '../../../base/long-work'
import { NumberField } from '../../../base/number-field'
import { TextButton } from '../../../base/parts'
import { Select } from '../../../base/select'
import controlsCss from '../../../base/style/controls.module.css'
import { Wrong } from '../../../base/wrong'
import { Modal } from '../../../shared/dialog'
import { attempt } from '../../../state/session/notices'
import { useLab } from '../../../state/store/store'
import { StudyTabs } from '../study-tabs'
import {
  chooseDisturbance,
  curvesOf,
  drawCurves,
  drawVariants,
  endStress,
  forgetCurves,
  keptRuns,
  liveOf,
  openRun,
  setSamples,
  setSeeds,
  setStrength,
  stopCurve,
  takenBy,
  titleOfKept,
  useStress,
  variantsToTrain,
} from './stress'
import css from './stress.module.css'
import { StressChart } from './stress-chart'

const [MOST_SEEDS, MOST_SAMPLES] = [20, 1_000_000]
const USUAL_SEEDS = 3

export function StressDialog() {
  const open = useLab((state) => state.open)
  const work = useStress((state) => state.work)
  const failed = useStress((state) => state.failed)
  const { id } = useStress((state) => state.disturbance)
  useEffect(() => {
    // While a curve is drawn, other runs may be open.
    if (work === null) chooseDisturbance(id)
    return endStress
  }, [open])
  return (
    <Modal className={css.stress}>
      <StudyTabs tab="stress" />
      <p>
        The trained network is evaluated under a disturbance, with weights, samples and settings of its own: the run stays as it is. Drag
        the strength, or draw the whole curve. Curves stay when you open another run, so that several lie over each other.
      </p>
      <Setup />
      {work ? (
        <LongWork
          label="Drawing"
          status={work.what}
          done={work.done}
          total={work.total}
          cancel={stopCurve}
          button="Stop"
          ending="Stopping …"
        />
      ) : (
        <Live />
      )}
      {failed !== null && <Wrong role="alert">{failed}</Wrong>}
      <Curves />
      <Refused />
    </Modal>
  )
}

function Setup() {
  const ids = useId()
  const open = useLab((state) => state.open)
  const disturbance = useStress((state) => state.disturbance)
  const seeds = useStress((state) => state.seeds)
  const samples = useStress((state) => state.samples)
  const busy = useStress((state) => state.work !== null)
  return (
    <>
      <div className={css.setup}>
        <label>
          Disturbance
          <select value={disturbance.id} disabled={busy} onChange={(event) => chooseDisturbance(event.currentTarget.value)}>
            {takenBy(open).map(
              ({ disturbance: { id, title }, refusal }) =>
                refusal === null && (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ),
            )}
          </select>
        </label>
        {disturbance.random && (
          <label htmlFor={`${ids}seeds`}>
            <Term term="seed">Seeds</Term>
            <NumberField
              id={`${ids}seeds`}
              integer
              min={1}
              max={MOST_SEEDS}
              value={seeds}
              change={(value) => setSeeds(within(value, MOST_SEEDS))}
            />
          </label>
        )}
        <label htmlFor={`${ids}samples`}>
          Test samples, at most
          <NumberField
            id={`${ids}samples`}
            integer
            min={1}
            max={MOST_SAMPLES}
            step={100}
            value={samples}
            change={(value) => setSamples(within(value, MOST_SAMPLES))}
          />
        </label>
      </div>
      <p className={controlsCss.muted}>{disturbance.help}</p>
    </>
  )
}

const within = (value: number, max: number): number => Math.min(max, Math.max(1, value))

function Live() {
  const id = useId()
  const open = useLab((state) => state.open)
  // A different run or step has different results.
  useLab((state) => `${state.progress?.id} ${state.progress?.step}`)
  const all = useStress((state) => state)
  const [kept, setKept] = useState<readonly CheckpointInfo[]>([])
  const { disturbance, strength } = all
  const metric = decidingOf(metricsOf(open))
  const { now, plain } = liveOf(all, openRun().key)
  const place = disturbance.strengths.indexOf(strength)
  return (
    <>
      <div className={css.live}>
        <label htmlFor={id}>Strength</label>
        <input
          id={id}
          type="range"
          min={0}
          max={disturbance.strengths.length - 1}
          value={Math.max(0, place)}
          aria-valuetext={strengthText(disturbance, strength)}
          onChange={(event) => setStrength(disturbance.strengths[event.currentTarget.valueAsNumber]!)}
        />
        <output htmlFor={id}>{strengthText(disturbance, strength)}</output>
      </div>
      <dl className={css.numbers} aria-live="polite">
        <div>
          <dt>
            <Term term={metric.term}>{metricHeading({ ...metric, unit: null })}</Term>
          </dt>
          <dd>
            {now ? metricText(metric, now.values[metric.name]!) : '…'}
            {plain && plain !== now && <small> {metricText(metric, plain.values[metric.name]!)} undisturbed</small>}
          </dd>
        </div>
        <div>
          <dt>
            <Term term="firingRate">firing rate</Term>
          </dt>
          <dd>
            {now ? percent(now.rate) : '…'}
            {plain && plain !== now && <small> {percent(plain.rate)} undisturbed</small>}
          </dd>
        </div>
      </dl>
      <Kept chosen={kept} choose={setKept} />
      <Variants />
      <p>
        <PushButton
          className={controlsCss.primary}
          // The dialog shows the error.
          onClick={() => void drawCurves(kept).catch(() => undefined)}
        >
          {kept.length > 0 ? `Draw ${kept.length + 1} curves` : 'Draw the curve'}
        </PushButton>
      </p>
    </>
  )
}

/** The saved runs whose curves can be shown with that of the open one. */
function Kept({
  chosen,
  choose,
}: {
  readonly chosen: readonly CheckpointInfo[]
  readonly choose: (runs: readonly CheckpointInfo[]) => void
}) {
  const [runs, setRuns] = useState<readonly CheckpointInfo[]>([])
  useEffect(() => attempt(keptRuns().then(setRuns)), [])
  if (runs.length === 0) return null
  return (
    <details className={css.kept}>
      <summary>Saved runs to compare with{chosen.length > 0 && ` (${chosen.length})`}</summary>
      <ul>
        {runs.map((run) => (
          <li key={run.id}>
            <label className={controlsCss.check}>
              <input
                type="checkbox"
                checked={chosen.some(({ id }) => id === run.id)}
                onChange={({ currentTarget: { checked } }) => choose(checked ? [...chosen, run] : chosen.filter(({ id }) => id !== run.id))}
              />
              {titleOfKept(run)}
            </label>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** The predefined sets of variants, to train and lay over the open run. */
function Variants() {
  const id = useId()
  const open = useLab((state) => state.open)
  const totalSteps = useLab((state) => state.progress?.totalSteps ?? 1)
  // The networks of the others are trained for a look, and are those of another set.
  const sets = readyFor(open).filter((name) => !readyLook(name))
  const [chosen, choose] = useState<Ready | null>(null)
  const [seeds, setTrained] = useState(USUAL_SEEDS)
  const [steps, setSteps] = useState<number>()
  const ready = chosen !== null && sets.includes(chosen) ? chosen : sets[0]
  if (!ready) return null
  const comparison = variantsToTrain(ready, seeds, steps)
  return (
    <details className={css.kept}>
      <summary>Variants to train and compare with</summary>
      <p className={controlsCss.muted}>
        Trains {comparison.variants.map(({ title }) => title).join(', ')} with {counted(seeds, 'seed')} each and draws a curve of each, with
        its interval over the networks. They are saved in Runs; the open run is back afterwards where it was.
      </p>
      <div className={css.setup}>
        <label>
          Variants
          <Select value={ready} options={sets.map((value) => ({ value, text: READY[value].text }))} choose={choose} />
        </label>
        <label htmlFor={`${id}seeds`}>
          Networks of each
          <NumberField
            id={`${id}seeds`}
            integer
            min={1}
            max={MOST_SEEDS}
            value={seeds}
            change={(value) => setTrained(within(value, MOST_SEEDS))}
          />
        </label>
        <label htmlFor={`${id}steps`}>
          Training steps
          <NumberField
            id={`${id}steps`}
            integer
            min={1}
            max={totalSteps}
            step={10}
            value={comparison.steps}
            change={(value) => setSteps(within(value, totalSteps))}
          />
        </label>
      </div>
      <p>
        <PushButton onClick={() => void drawVariants(comparison).catch(() => undefined)}>
          Train {counted(comparison.variants.length * seeds, 'network')} and draw
        </PushButton>
      </p>
    </details>
  )
}

function Curves() {
  const open = useLab((state) => state.open)
  const all = useStress((state) => state)
  const curves = curvesOf(all)
  // The slider alone is no curve.
  if (!curves.some(({ rows }) => rows.length > 2)) return null
  return (
    <>
      <StressChart disturbance={all.disturbance} metric={decidingOf(metricsOf(open))} curves={curves} strength={all.strength} />
      {curves.length > 1 && <TextButton text="Remove other runs" act={forgetCurves} />}
    </>
  )
}

/** Lists the disturbances that do not apply to the open experiment, with the reason. */
function Refused() {
  const open = useLab((state) => state.open)
  const refused = takenBy(open).filter(({ refusal }) => refusal !== null)
  return (
    <details className={css.kept}>
      <summary>Not for this experiment ({refused.length})</summary>
      <ul>
        {refused.map(({ disturbance: { id, title }, refusal }) => (
          <li key={id}>
            {title}: {refusal}
          </li>
        ))}
      </ul>
    </details>
  )
}
