/** The event player's keys. They act while it is open, unless the focused control uses them. */

import { lengthOf, player, playOrPauseEvents, SPEEDS, seek, setPlayer, stepWindows } from '../../state/imports/event-player'
import { rotateStep } from '../../state/selection/select'

/** @param network whether there is a network to show. */
export const keysText = (network: boolean): string =>
  `Space plays or pauses, ← and → step a window (Shift: ten), Home and End, [ and ] change the speed${network ? ', N shows the network' : ''}.`

export function pressedInPlayer(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  const act = actOf(event)
  if (!act || uses(event.target, event.key)) return
  event.preventDefault()
  act()
}

function actOf({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
  const { shown } = player.getState()
  if (!shown) return actWithoutRecording(key)
  switch (key) {
    case ' ':
      return playOrPauseEvents
    case 'ArrowLeft':
      return () => stepWindows(shiftKey ? -10 : -1)
    case 'ArrowRight':
      return () => stepWindows(shiftKey ? 10 : 1)
    case 'Home':
      return () => seek(0)
    case 'End':
      return () => seek(lengthOf(shown))
    case 'n':
      return () => setPlayer({ network: !player.getState().network })
    case '[':
      return () => changeSpeed(-1)
    case ']':
      return () => changeSpeed(1)
    default:
      return undefined
  }
}

/** Without a recording, the keys walk through the steps of the pinned sample. */
function actWithoutRecording(key: string): (() => void) | undefined {
  if (key === ' ') return playOrPauseEvents
  if (key === 'ArrowLeft') return () => rotateStep(-1)
  return key === 'ArrowRight' ? () => rotateStep(1) : undefined
}

function changeSpeed(by: number): void {
  const { speed } = player.getState()
  const next = SPEEDS[SPEEDS.findIndex((value) => value >= speed) + by]
  if (next !== undefined) setPlayer({ speed: next })
}

/** Whether the focused control handles the key itself. */
function uses(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input:not([type=checkbox]), textarea, select')) return true
  if (target.closest('.js-plotly-plot')) return true
  if (key === ' ') return target.matches('button, summary, a[href], input')
  return target.matches('[role=slider], [tabindex="0"]') && key !== ' '
}
