/** Name of the experiment, the run's buttons and progress, and the tools on the right. */

import { type RefObject, useEffect, useRef } from 'react'
import { differences } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import { IconButton, LinkButton, PushButton } from '../base/buttons'
import { classesOf } from '../base/classes'
import { helpOf, hintOf } from '../base/help'
import { Brand, Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import { DIALOGS, openerOf } from '../dialogs/registry'
import { adapterLabel, showValue } from '../state/labels/experiment-label'
import { showDialog } from '../state/selection/select'
import { settingsNow } from '../state/session/changed-settings'
import { backToPreset, edit, openPreset } from '../state/session/edit'
import { attempt } from '../state/session/notices'
import { reset } from '../state/session/opening'
import { pause, play, step } from '../state/session/training'
import { toggleTheme } from '../state/settings/preferences'
import { useHidden, useLab } from '../state/store/store'
import { ProgressBar } from './progress-bar'
import css from './top-bar.module.css'
import { ViewsMenu } from './views-menu'

export function TopBar() {
  const missing = useLab((state) => state.missing !== null)
  const hidden = useLab((state) => state.hidden)
  const looking = useLab((state) => state.viewedRun !== null)
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
            {DIALOGS.filter(({ button, part }) => button && !(part && hidden.includes(part))).map((dialog) => (
              <button key={dialog.id} type="button" aria-haspopup={dialog.act ? undefined : 'dialog'} onClick={openerOf(dialog)}>
                {dialog.button?.text}
              </button>
            ))}
          </>
        )}
        <DeviceChip />
        <IconButton className={css.toolIcon} aria-label="Dark or light" {...hintOf('Dark or light')} onClick={toggleTheme}>
          <Icon sign="theme" />
        </IconButton>
        <IconButton
          className={css.toolIcon}
          aria-label="Keyboard and help"
          {...hintOf('Keyboard and help (?)')}
          onClick={() => showDialog('keys')}
        >
          ?
        </IconButton>
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
            `Opens “${counterpart.title}” instead of this experiment: the same except for one setting. ${counterpart.summary} To see both train side by side: vs run in Membrane potential, then Train comparison run.`,
          )}
          onClick={() => attempt(openPreset(counterpart.name))}
        >
          {counterpart.asCounterpart}
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
                      <LinkButton onClick={() => edit(row.path, row.initial)}>
                        Back<span className={controlsCss.hidden}> for {row.label}</span>
                      </LinkButton>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <PushButton onClick={() => attempt(backToPreset())}>Back to the preset</PushButton>
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
  const pausing = useLab((state) => state.pausing)
  // These buttons act on the open experiment even while a saved run is viewed.
  const back = useLab((state) => state.viewedRun !== null) ? 'Back to the experiment, then: ' : ''
  return (
    <fieldset className={css.transport} aria-label="Run" data-stays="">
      {kind === 'running' ? (
        <button type="button" className={css.primary} {...hintOf('Pause (Space)')} onClick={() => attempt(pause())}>
          <Icon sign="pause" />
          <span>{pausing ? 'Pausing' : 'Pause'}</span>
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

function DeviceChip() {
  const device = useLab((state) => state.device)
  if (!device) return null
  const { name, detail } = adapterLabel(device)
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
      <span className={classesOf(controlsCss.muted, css.spare)}>{detail}</span>
    </button>
  )
}

/** All rows above the run’s row scroll away with the page: sets the CSS variable --above to the distance from the bar's top to its row that stays, in pixels. */
function useSlim(bar: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = bar.current
    if (!element) return
    const measure = () => {
      const row = [...element.querySelectorAll<HTMLElement>('[data-stays]')]
      const tops = row.map((part) => part.offsetTop - Number.parseFloat(getComputedStyle(part).marginTop))
      element.style.setProperty('--above', `${tops.length > 0 ? Math.min(...tops) : 0}px`)
    }
    const sizes = new ResizeObserver(measure)
    for (const part of [element, ...element.children]) sizes.observe(part)
    return () => sizes.disconnect()
  }, [bar])
}
