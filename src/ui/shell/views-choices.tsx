/** What the menu Views holds: which views are shown, their size, pausing views, their frame rate, keeping the screen awake. */

import { HIDEABLE, isChosen, isSimple } from '../../share/hide'
import { PushButton } from '../base/buttons'
import { Segments } from '../base/parts'
import controlsCss from '../base/style/controls.module.css'
import { capital } from '../state/labels/metric-labels'
import { FASTEST_RATE, pauseViews, SLOWEST_RATE, useMotion } from '../state/session/motion'
import { canStayAwake } from '../state/settings/awake'
import { SCALES, setFrameRate, setKeepAwake, setScale } from '../state/settings/preferences'
import { showAllViews, showOrHide, showSimpleView } from '../state/settings/shown-views'
import { useLab } from '../state/store/store'
import { hiddenText, VIEWS } from '../views/registry'
import css from './views-menu.module.css'

export function ViewsChoices({ paused }: { readonly paused: boolean }) {
  return (
    <>
      <ShownViews />
      <PageSize />
      <Choices paused={paused} />
    </>
  )
}

const CHOICES = [
  { value: 'simple', text: 'simple view' },
  { value: 'all', text: 'all views' },
] as const

function ShownViews() {
  const hidden = useLab((state) => state.hidden)
  const unfit = useLab((state) =>
    VIEWS.filter(({ applies }) => applies && !applies(state))
      .map(({ id }) => id)
      .join(),
  ).split(',')
  const names = HIDEABLE.filter((name) => isChosen(name) && !unfit.includes(name) && !(name === 'form' && hidden.includes('experiment')))
  return (
    <>
      <div className={css.choice}>
        Shown
        <Segments
          label="Views that are shown"
          value={isSimple(hidden) ? 'simple' : hidden.some(isChosen) ? '' : 'all'}
          options={CHOICES}
          choose={(value) => (value === 'simple' ? showSimpleView() : showAllViews())}
        />
      </div>
      <fieldset className={css.shown}>
        <legend className={controlsCss.hidden}>Views one by one</legend>
        {names.map((name) => (
          <label key={name} className={controlsCss.check}>
            <input type="checkbox" checked={!hidden.includes(name)} onChange={() => showOrHide(name)} />
            {VIEWS.find(({ id }) => id === name)?.title ?? capital(hiddenText(name))}
          </label>
        ))}
      </fieldset>
    </>
  )
}

function PageSize() {
  const scale = useLab((state) => state.scale)
  return (
    <div className={css.choice}>
      Size of everything
      <Segments
        label="Size of everything"
        value={scale}
        options={SCALES.map((value) => ({ value: value as number, text: `${value} %` }))}
        choose={(value) => setScale(SCALES.find((one) => one === value)!)}
      />
    </div>
  )
}

function Choices({ paused }: { paused: boolean }) {
  const rate = useMotion((state) => state.rate)
  const keepAwake = useMotion((state) => state.keepAwake)
  const awake = useMotion((state) => state.awake)
  const often = rate < 1 ? 'once in 2 seconds' : rate === 1 ? 'once a second' : `${rate} times a second`
  return (
    <>
      <p>
        <PushButton aria-pressed={paused} onClick={() => pauseViews()}>
          {paused ? 'Resume views' : 'Pause views'}
        </PushButton>
        <span>{paused ? 'Views are paused. Training continues without drawing.' : 'Training continues while views are paused.'}</span>
      </p>
      <label>
        Drawn at most
        <input
          type="range"
          min={SLOWEST_RATE}
          max={FASTEST_RATE}
          step={0.5}
          value={rate}
          aria-label="How often views are drawn"
          aria-valuetext={`at most ${often}`}
          onChange={(event) => setFrameRate(event.currentTarget.valueAsNumber)}
        />
        <output>{often}</output>
      </label>
      <label className={controlsCss.check}>
        <input
          type="checkbox"
          checked={keepAwake && canStayAwake()}
          disabled={!canStayAwake()}
          onChange={(event) => setKeepAwake(event.currentTarget.checked)}
        />
        Keep the screen awake while training
      </label>
      <p className={controlsCss.muted} role="status">
        {!canStayAwake()
          ? 'This browser cannot keep the screen awake for a page.'
          : awake === 'held'
            ? 'The screen stays awake until training stops.'
            : awake === 'refused'
              ? 'The browser refused: the battery may be low, or power saving on.'
              : ''}
      </p>
    </>
  )
}
