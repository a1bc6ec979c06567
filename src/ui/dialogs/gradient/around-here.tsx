/** The loss around the open network's weights, computed on request: how far, how finely, in which directions; charts, and the sharpness. */

import { useEffect, useId, useState } from 'react'
import { counted } from '../../../format'
import { type LossLandscape, landscapeSentence, sharpnessText } from '../../../readings/loss-landscape'
import type { LandscapeAsked, ResumableRun } from '../../../worker/protocol'
import { Term } from '../../base/help'
import { NumberField } from '../../base/number-field'
import { Select } from '../../base/select'
import { MeasureButton, MeasurementProgress } from '../../shared/measurement'
import { attempt } from '../../state/session/notices'
import { worker } from '../../state/session/worker-connection'
import css from './gradient.module.css'
import { LossCurveChart, LossSurfaces } from './gradient-chart'
import { LOOK, lookingAround, useLandscape } from './landscape'

export function AroundHere() {
  const { landscape, busy, stopped } = useLandscape()
  const [asked, setAsked] = useState<LandscapeAsked>(LOOK)
  return (
    <section aria-label="The loss around here">
      <h3>
        <Term term="lossLandscape">The loss around here</Term>
      </h3>
      <p>
        The loss of the first samples while copies of the weights move: against their gradient, and over two directions; next to it that of
        the smooth model, whose spikes rise as the integral of the surrogate. Training pauses meanwhile, and keeps its bits.
      </p>
      {busy ? (
        <MeasurementProgress label="Looking around" what="points" status={({ done, total, what }) => `${done} of ${total} ${what}`} />
      ) : (
        <Start again={landscape !== null} stopped={stopped} asked={asked} setAsked={setAsked} />
      )}
      {landscape && <Found landscape={landscape} />}
    </section>
  )
}

const POINTS = [5, 9, 17, 33] as const

interface StartProps {
  readonly again: boolean
  readonly stopped: boolean
  readonly asked: LandscapeAsked
  readonly setAsked: (asked: LandscapeAsked) => void
}

function Start({ again, stopped, asked, setAsked }: StartProps) {
  const saved = useSavedRuns()
  const id = useId()
  const set = (change: Partial<LandscapeAsked>) => setAsked({ ...asked, ...change })
  return (
    <>
      {stopped && <p role="status">The look was stopped; nothing has changed.</p>}
      <div className={css.fields}>
        <label htmlFor={`${id}reach`}>Reach, in norms of the weights</label>
        <NumberField
          id={`${id}reach`}
          value={asked.reach}
          min={0.001}
          max={10}
          step={0.1}
          change={(reach) => set({ reach: Math.min(10, Math.max(0.001, reach)) })}
        />
        <label htmlFor={`${id}points`}>Points on a side</label>
        <Select
          id={`${id}points`}
          value={asked.points}
          options={POINTS.map((value) => ({ value, text: `${value}` }))}
          choose={(points) => set({ points })}
        />
        <label htmlFor={`${id}directions`}>Directions</label>
        <select
          id={`${id}directions`}
          value={asked.towards ? 'runs' : 'random'}
          onChange={(event) => set({ towards: event.target.value === 'runs' ? [saved[0]!.id, saved[1]!.id] : null })}
        >
          <option value="random">random, each filter as long as its weights</option>
          <option value="runs" disabled={saved.length < 2}>
            towards two saved runs
          </option>
        </select>
        {asked.towards
          ? ([0, 1] as const).map((which) => (
              <RunChoice
                key={which}
                id={`${id}run${which}`}
                label={which === 0 ? 'Run across' : 'Run upwards'}
                saved={saved}
                value={asked.towards![which]}
                choose={(chosen) => set({ towards: which === 0 ? [chosen, asked.towards![1]] : [asked.towards![0], chosen] })}
              />
            ))
          : [
              <label key="label" htmlFor={`${id}seed`}>
                Seed of the directions
              </label>,
              <NumberField
                key="seed"
                id={`${id}seed`}
                integer
                value={asked.seed}
                min={0}
                change={(seed) => set({ seed: Math.max(0, seed) })}
              />,
            ]}
      </div>
      <MeasureButton text={again ? 'Look around again' : 'Look around'} measure={() => lookingAround.take(asked)} />
    </>
  )
}

type Saved = Extract<ResumableRun, { readable: true }>

/** Saved runs whose weights can be read, the newest first. */
function useSavedRuns(): readonly Saved[] {
  const [saved, setSaved] = useState<readonly Saved[]>([])
  useEffect(() => {
    attempt(
      worker()
        .resumableRuns()
        .then((runs) => setSaved(runs.filter((run): run is Saved => run.readable))),
    )
  }, [])
  return saved
}

interface RunChoiceProps {
  readonly id: string
  readonly label: string
  readonly saved: readonly Saved[]
  readonly value: string
  readonly choose: (id: string) => void
}

function RunChoice({ id, label, saved, value, choose }: RunChoiceProps) {
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => choose(event.target.value)}>
        {saved.map((run) => (
          <option key={run.id} value={run.id}>
            {run.preset}, seed {run.experiment.run.seed}, step {run.step}, {new Date(run.saved).toLocaleString()}
          </option>
        ))}
      </select>
    </>
  )
}

function Found({ landscape }: { readonly landscape: LossLandscape }) {
  const { along, surface, samples, sharpness } = landscape
  return (
    <>
      <p role="status">
        {landscapeSentence(landscape)}
        {sharpness && (
          <>
            {' '}
            <Term term="sharpness">Sharpness</Term>: {sharpnessText(sharpness)}
          </>
        )}
      </p>
      {along && (
        <div className={css.curve}>
          <LossCurveChart curve={along} scope={counted(samples, 'sample')} />
        </div>
      )}
      <div className={css.surfaces}>{surface && <LossSurfaces landscape={landscape} surface={surface} />}</div>
    </>
  )
}
