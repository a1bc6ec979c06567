/** Name of the experiment, the run's buttons and progress, and the tools on the right. */

import { useEffect, useRef } from 'react'
import { differences } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { grouped } from '../../format'
import type { Progress, RunState } from '../../worker/protocol'
import { classesOf } from '../base/classes'
import { helpOf, hintOf } from '../base/help'
import { Brand, Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import { backToPreset, edit, openPreset } from '../state/actions'
import { settingsNow } from '../state/changes'
import { share } from '../state/links'
import { attempt } from '../state/notices'
import { reset } from '../state/opening'
import { toggleTheme } from '../state/preferences'
import { showDialog } from '../state/shown'
import { useHidden, useLab } from '../state/store'
import { progressWords, timeUnitOf } from '../state/time-words'
import { pause, play, step } from '../state/training'
import { buildingWords, clock, showValue, stageWords } from '../state/words'
import css from './top-bar.module.css'
import { useSlim } from './use-slim'
import { ViewsMenu } from './views-menu'

export function TopBar() {
  const missing = useLab((state) => state.missing !== null)
  const hidden = useLab((state) => state.hidden)
  const looking = useLab((state) => state.looking !== null)
  const bar = useRef<HTMLElement>(null)
  useSlim(bar)
  return (
    <header ref={bar} className={css.bar}>
      <Brand heading={!missing || looking} />
      {!missing && (
        <>
          <PresetButton />
          <Transport />
          <ProgressBar />
        </>
      )}
      <nav className={missing ? classesOf(css.tools, controlsCss.push) : css.tools} aria-label="Tools">
        {!missing && (
          <>
            <ViewsMenu />
            <button type="button" className={css.neuron} aria-haspopup="dialog" onClick={() => showDialog('neuron')}>
              Neuron
            </button>
            {!hidden.includes('compare') && (
              <button type="button" aria-haspopup="dialog" onClick={() => showDialog('compare')}>
                Compare
              </button>
            )}
            {!hidden.includes('runs') && (
              <button type="button" aria-haspopup="dialog" onClick={() => showDialog('runs')}>
                Runs
              </button>
            )}
            {!hidden.includes('share') && (
              <button type="button" onClick={() => attempt(share())}>
                Share
              </button>
            )}
          </>
        )}
        <DeviceChip />
        <button
          type="button"
          className={classesOf(controlsCss.iconButton, css.toolIcon)}
          aria-label="Dark or light"
          {...hintOf('Dark or light')}
          onClick={toggleTheme}
        >
          <Icon sign="theme" />
        </button>
        <button
          type="button"
          className={classesOf(controlsCss.iconButton, css.toolIcon)}
          aria-label="Keyboard and help"
          {...hintOf('Keyboard and help (?)')}
          onClick={() => showDialog('keys')}
        >
          ?
        </button>
      </nav>
    </header>
  )
}

function PresetButton() {
  const preset = useLab((state) => state.preset)
  const draft = useLab(settingsNow)
  const base = presetNamed(preset)
  const counterpart = base?.counterpart === undefined ? undefined : presetNamed(base.counterpart)
  const changed = base ? differences(draft, base.experiment) : []
  const words = changed.length === 1 ? '1 setting differs' : `${changed.length} settings differ`
  const fixed = useHidden('experiment')
  if (useHidden('presets'))
    return (
      <div className={css.presetFixed}>
        <span className={css.presetName}>{base?.title ?? preset}</span>
      </div>
    )
  return (
    <div className={css.preset}>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={`Presets: ${base?.title ?? preset}`}
        {...hintOf(base?.title ?? preset)}
        onClick={() => showDialog('presets')}
      >
        <span className={css.presetName}>{base?.title ?? preset}</span>
        <Icon sign="chevron" className={css.chevron} />
      </button>
      {counterpart && changed.length === 0 && (
        <button
          type="button"
          className={classesOf(css.presetChanges, css.spare)}
          {...helpOf(
            `Opens “${counterpart.title}” in the place of this experiment: the same except for one setting. ${counterpart.summary} To see both train side by side: vs run in Membrane potential, then Train beside.`,
          )}
          onClick={() => attempt(openPreset(counterpart.name))}
        >
          Counterpart
        </button>
      )}
      {base && changed.length > 0 && (
        <>
          <button type="button" className={classesOf(css.presetChanges, css.spare)} popoverTarget="changes">
            {words}
          </button>
          <div id="changes" popover="auto" className={css.changes}>
            <h2>{words} from the preset</h2>
            <table>
              <tbody>
                {changed.map((row) => (
                  <tr key={row.path}>
                    <th scope="row">{row.label}</th>
                    <td>
                      {row.initial === undefined ? '' : `${showValue(row, row.initial)} → `}
                      <b>{showValue(row, row.value)}</b>
                    </td>
                    <td hidden={fixed}>
                      <button type="button" className={controlsCss.textButton} onClick={() => edit(row.path, row.initial)}>
                        Back<span className={controlsCss.hidden}> for {row.label}</span>
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <button type="button" className={controlsCss.pushButton} onClick={() => attempt(backToPreset())}>
              Back to the preset
            </button>
          </div>
        </>
      )}
    </div>
  )
}

export function Transport() {
  const kind = useLab((state) => state.run.kind)
  const busy = kind === 'idle' || kind === 'compiling'
  const over = kind === 'finished' || kind === 'failed'
  // They are of what is open, whatever is looked at.
  const back = useLab((state) => state.looking !== null) ? 'Back to the experiment, then: ' : ''
  return (
    <fieldset className={css.transport} aria-label="Run" data-stays="">
      {kind === 'running' ? (
        <button type="button" className={css.primary} {...hintOf('Pause (Space)')} onClick={() => attempt(pause())}>
          <Icon sign="pause" />
          <span>Pause</span>
        </button>
      ) : (
        <button
          type="button"
          className={css.primary}
          {...hintOf(`${back}Train (Space)`)}
          disabled={busy || over}
          onClick={() => attempt(play())}
        >
          <Icon sign="play" />
          <span>Play</span>
        </button>
      )}
      <button type="button" {...hintOf(`${back}One batch (→)`)} disabled={busy || over} onClick={() => attempt(step())}>
        <Icon sign="step" />
        <span>Step</span>
      </button>
      <button type="button" {...hintOf('Back to step 0 (R)')} disabled={busy} onClick={() => attempt(reset())}>
        <Icon sign="reset" />
        <span>Reset</span>
      </button>
    </fieldset>
  )
}

export function ProgressBar() {
  const progress = useLab((state) => state.progress)
  const run = useLab((state) => state.run)
  const title = useLab((state) => presetNamed(state.preset)?.title ?? state.preset)
  const open = useLab((state) => state.open)
  const { now, max, text } = positionOf(progress, run, open)
  const percent = max > 0 ? Math.floor((100 * now) / max) : 0
  useEffect(() => {
    document.title = `${percent} % · ${title} · Membrane`
  }, [percent, title])
  return (
    <div
      className={css.progress}
      data-stays=""
      role="progressbar"
      aria-label="Training progress"
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={now}
      aria-valuetext={text}
    >
      {run.kind === 'compiling' || !progress ? (
        <p className={css.progressWords}>{text}</p>
      ) : (
        <Figures progress={progress} finished={run.kind === 'finished'} />
      )}
      <div className={css.track}>
        <i style={{ width: `${max > 0 ? Math.min(100, (100 * now) / max) : 0}%` }} />
      </div>
    </div>
  )
}

/** While a saved run is looked at they are of the experiment that is open, and say so. */
function Figures({ progress, finished }: { progress: Progress; finished: boolean }) {
  const kept = useLab((state) => state.kept)
  const looking = useLab((state) => state.looking !== null)
  const help = kept && kept.id === progress.id ? keptWords(kept) : undefined
  const unit = useLab(({ open }) => timeUnitOf(open))
  const { done, all, batch, batches } = progressWords(progress, unit)
  const { evaluating, samplesPerSecond, elapsedMs, remainingMs } = progress
  return (
    <dl>
      {!looking && (
        <div className={css.epoch}>
          <dt>{unit.inEpoch > 1 ? unit.short : unit.name}</dt>
          <dd>
            <b>{done}</b> of {all}
          </dd>
        </div>
      )}
      <div>
        <dt>{looking ? 'open experiment: batch' : 'batch'}</dt>
        <dd>
          <b>{grouped(batch)}</b>
          {/* What is counted in thousands says already how much of the run it is. */}
          {unit.inEpoch > 1 ? '' : ` of ${grouped(batches)}`}
        </dd>
      </div>
      {!looking && (
        <>
          <div className={classesOf(controlsCss.push, css.rate)}>
            <dt>samples/s{evaluating ? ', testing' : ''}</dt>
            <dd>
              <b>{samplesPerSecond > 0 ? grouped(samplesPerSecond) : '–'}</b>
            </dd>
          </div>
          <div className={css.spare} data-help={help}>
            <dt>elapsed</dt>
            <dd>{clock(elapsedMs)}</dd>
          </div>
        </>
      )}
      <div className={css.remaining}>
        <dt>ETA</dt>
        <dd>
          <b>{finished ? 'done' : remainingMs === undefined ? '–' : clock(remainingMs)}</b>
        </dd>
      </div>
    </dl>
  )
}

function positionOf(progress: Progress | null, run: RunState, open: Experiment): { now: number; max: number; text: string } {
  if (run.kind === 'compiling') return { now: run.done, max: run.total, text: stageWords(run) }
  if (!progress) return { now: 0, max: 0, text: run.kind === 'failed' ? run.error : (buildingWords(run) ?? 'Starting') }
  const { text } = progressWords(progress, timeUnitOf(open))
  return { now: progress.step, max: progress.totalSteps, text: run.kind === 'finished' ? `finished, ${text}` : text }
}

/** Until when a reload loses nothing. */
const keptWords = ({ step, at, error }: { step: number; at: number; error: string | null }): string =>
  error ??
  `Kept in this browser at step ${grouped(step)}, ${new Date(at).toLocaleTimeString()}: after a reload the run can be resumed from there.`

function DeviceChip() {
  const device = useLab((state) => state.device)
  if (!device) return null
  const name = device.description || device.vendor || 'adapter'
  return (
    <button
      type="button"
      className={device.software ? classesOf(css.chip, css.software) : css.chip}
      {...helpOf('The adapter that WebGPU gave: limits and features.')}
      aria-haspopup="dialog"
      onClick={() => showDialog('device')}
    >
      <i className={css.led} aria-hidden="true" />
      <span>{name.length > 22 ? `${name.slice(0, 21)}…` : name}</span>{' '}
      <span className={classesOf(controlsCss.muted, css.spare)}>{device.software ? 'software' : device.architecture}</span>
    </button>
  )
}
