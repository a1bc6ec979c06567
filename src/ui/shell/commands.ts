/**
 * Every command that is not part of a single view: those for the run, all views and the page, and those that views and dialogs declare.
 * The keyboard, the list of keys and the command palette read this list and define none of their own.
 */
import { heldOutParts } from '../../data/schema'
import { isSimple } from '../../share/hide'
import { dialogCommands } from '../dialogs/registry'
import { type Command, GROUPS } from '../state/command'
import { nextStep, selectStep, showFull } from '../state/selection/select'
import { motion, pauseViews } from '../state/session/motion'
import { attempt } from '../state/session/notices'
import { reset } from '../state/session/opening'
import { evaluate, playOrPause, running, step } from '../state/session/training'
import { tune } from '../state/session/tuning'
import { SCALES, setScale, setShortcuts, toggleTheme } from '../state/settings/preferences'
import { toggleSimpleView } from '../state/settings/shown-views'
import { type LabState, store } from '../state/store/store'
import { viewCommands } from '../views/registry'
import { viewAtHand } from './at-hand'

/** All commands, in the order in which they are offered. */
export function commandsOf(state: LabState = store.getState()): readonly Command[] {
  const all = [...runCommands(state), ...pageViewCommands(state), ...dialogCommands(state), ...pageCommands(state)]
  const shown = all.filter(({ part }) => part === undefined || !state.hidden.includes(part))
  return GROUPS.flatMap((group) => shown.filter((command) => command.group === group))
}

function runCommands({ run, layers, open }: LabState): Command[] {
  const busy = run.kind === 'idle' || run.kind === 'compiling'
  const over = run.kind === 'finished' || run.kind === 'failed'
  const group = 'Run'
  return [
    {
      id: 'play',
      group,
      label: running() ? 'Pause training' : 'Play: train',
      also: 'start stop run',
      help: 'Play or pause',
      keys: 'Space',
      enabled: !busy && !over,
      act: () => attempt(playOrPause()),
    },
    {
      id: 'step',
      group,
      label: 'Step: train one batch',
      help: 'Step: one batch',
      keys: '→',
      repeats: true,
      // Disabled during training: a run takes its steps by itself, and a single step would stop it.
      enabled: !busy && !over && !running(),
      act: () => attempt(step()),
    },
    { id: 'reset', group, label: 'Reset to step 0', also: 'restart stop', keys: 'R', enabled: !busy, act: () => attempt(reset()) },
    ...heldOutParts(open).map(
      (part): Command => ({
        id: part === 'test' ? 'evaluate' : 'validate',
        group,
        label: `Evaluate on the ${part} set`,
        also: 'accuracy confusion matrix',
        enabled: !busy && layers.length > 0,
        act: () => attempt(evaluate(part)),
      }),
    ),
    { id: 'tune', group, label: 'Autotune kernels', enabled: !busy && layers.length > 0, act: () => attempt(tune()) },
  ]
}

/** Commands for all views; single views declare their own. */
function pageViewCommands(state: LabState): Command[] {
  const group = 'Views'
  return [
    {
      id: 'next-step',
      group,
      label: 'Show the next time step',
      help: 'Move the time cursor of the views: all steps, t = 1, t = 2, …',
      keys: 'Shift →',
      repeats: true,
      act: nextStep,
    },
    {
      id: 'pause-views',
      group,
      label: motion.getState().paused ? 'Resume views: draw them again' : 'Pause views: freeze them while training continues',
      help: 'Pause or resume the views; training continues',
      keys: 'F',
      act: () => pauseViews(),
    },
    ...viewCommands(state),
    {
      id: 'full-size',
      group,
      label: store.getState().fullView ? 'Back to all views' : 'Full size: the current view fills the page',
      help: 'The view with the focus or under the pointer fills the page; again, or Escape: back to all views',
      keys: 'V',
      act: () => showFull(store.getState().fullView ? null : viewAtHand()),
    },
    {
      id: 'simple-view',
      group,
      label: isSimple(state.hidden) ? 'All views: show what the simple view leaves out' : 'Simple view: the essential views only',
      also: 'hide show panels beginner',
      act: toggleSimpleView,
    },
    { id: 'all-steps', group, label: 'Show all time steps', act: () => selectStep(null) },
  ]
}

function pageCommands({ theme, scale, shortcuts }: LabState): Command[] {
  const group = 'Page'
  return [
    { id: 'theme', group, label: theme === 'dark' ? 'Use the light theme' : 'Use the dark theme', act: toggleTheme },
    ...SCALES.filter((other) => other !== scale).map((other) => ({
      id: `scale ${other}`,
      group: 'Page' as const,
      label: `Show everything at ${other} %`,
      also: 'zoom font text size',
      act: () => setScale(other),
    })),
    { id: 'shortcuts', group, label: shortcuts ? 'Turn single keys off' : 'Turn single keys on', act: () => setShortcuts(!shortcuts) },
  ]
}
