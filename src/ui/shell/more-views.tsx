/** The foot of the simple view: what it leaves out, the way to all views, and Health if something keeps the network from learning. */

import { isSimple } from '../../share/hide'
import { LinkButton, PushButton } from '../base/buttons'
import { Icon } from '../base/icons'
import { useSignal } from '../base/signal'
import controlsCss from '../base/style/controls.module.css'
import { useFrames } from '../state/session/frame-hooks'
import { showAllViews, showOrHide } from '../state/settings/shown-views'
import { useHidden, useLab } from '../state/store/store'
import { healthNow, rules } from '../views/health/now'
import css from './more-views.module.css'

export function MoreViews() {
  const simple = useLab((state) => isSimple(state.hidden))
  const health = useHidden('health')
  return (
    <div className={css.more}>
      {health && <HealthWarning />}
      <p className={controlsCss.muted}>
        {simple
          ? 'This is the simple view. All views adds Health, gradients, weights, further curves, and the settings as a form.'
          : 'Some views are not shown.'}
      </p>
      <PushButton onClick={showAllViews}>All views</PushButton>
    </div>
  )
}

/** What the hidden view warns of, or what stopped the run. */
function HealthWarning() {
  useLab((state) => state.run.kind)
  useLab((state) => state.problems)
  useFrames(['membrane', 'scalars', 'report'], 500)
  useSignal(rules)
  const warning = healthNow().notes.find(({ severity, action }) => severity === 'warn' || action === 'resume' || action === 'data')
  if (!warning) return null
  return (
    <p className={css.warning} role="status">
      <Icon sign="warn" />
      <span>
        {warning.title}. <LinkButton onClick={() => showOrHide('health')}>Show Health</LinkButton>
      </span>
    </p>
  )
}
