/**
 * Every action that is not of one view, as data: what it is called, which keys it has, whether it can be done now. The keyboard, the
 * list of keys and the command palette read this list and have none of their own. What controls of the views offer: base/offers.ts.
 */
import { PRESETS } from '../../experiments/presets'
import type { Hideable } from '../../share/hide'
import { LESSON_NAMES, LESSON_TITLES } from '../../share/lesson'
import { chooseRecording } from '../dialogs/events/choose-recording'
import { openLesson, share } from '../state/links/links'
import { offerKept } from '../state/runs/resume'
import { pinned, pinOrUnpin } from '../state/selection/pinned'
import { nextStep, selectLayer, selectStep, showDialog, showFull } from '../state/selection/select'
import { backToPreset, openPreset, redo, undo } from '../state/session/edit'
import { motion, pauseViews } from '../state/session/motion'
import { attempt } from '../state/session/notices'
import { reset } from '../state/session/opening'
import { playback, playOrStopHistory } from '../state/session/playback'
import { evaluate, playOrPause, running, step } from '../state/session/training'
import { tune } from '../state/session/tuning'
import { SCALES, setScale, setShortcuts, toggleTheme } from '../state/settings/preferences'
import { startTour } from '../state/settings/tour'
import { type LabState, store } from '../state/store/store'
import { hasAttribution } from '../tasks/registry'
import { viewAtHand } from './at-hand'

export const GROUPS = ['Run', 'Experiment', 'Views', 'Layers', 'Page', 'Presets'] as const

export interface Command {
  /** Unique, and the same in every session. */
  readonly id: string
  readonly group: (typeof GROUPS)[number]
  readonly words: string
  /** As the list of keys shows them: 'Space', 'Shift →', 'Ctrl Z', 'R'. Those without Ctrl act only while single keys are on. */
  readonly keys?: string
  /** What the list of keys says, where that is more than the words. */
  readonly help?: string
  /** The key may be held down. */
  readonly repeats?: true
  /** Absent: always. */
  readonly enabled?: boolean
  /** Not offered where a teacher's link hides this. */
  readonly part?: Hideable
  readonly act: () => void
}

/** What can be done, in the order in which it is offered. */
export function commandsOf(state: LabState = store.getState()): readonly Command[] {
  const all = [
    ...runCommands(state),
    ...experimentCommands(state),
    ...viewCommands(state),
    ...layerCommands(state),
    ...pageCommands(state),
    ...presetCommands(),
  ]
  return all.filter(({ part }) => part === undefined || !state.hidden.includes(part))
}

function runCommands({ run, layers }: LabState): Command[] {
  const busy = run.kind === 'idle' || run.kind === 'compiling'
  const over = run.kind === 'finished' || run.kind === 'failed'
  const group = 'Run'
  return [
    {
      id: 'play',
      group,
      words: running() ? 'Pause training' : 'Play: train',
      help: 'Play or pause',
      keys: 'Space',
      enabled: !busy && !over,
      act: () => attempt(playOrPause()),
    },
    {
      id: 'step',
      group,
      words: 'Step: train one batch',
      help: 'Step: one batch',
      keys: '→',
      repeats: true,
      // A run that trains takes its steps by itself: the key would end it.
      enabled: !busy && !over && !running(),
      act: () => attempt(step()),
    },
    { id: 'reset', group, words: 'Reset to step 0', keys: 'R', enabled: !busy, act: () => attempt(reset()) },
    { id: 'evaluate', group, words: 'Evaluate on the test set', enabled: !busy && layers.length > 0, act: () => attempt(evaluate()) },
    { id: 'tune', group, words: 'Autotune kernels', enabled: !busy && layers.length > 0, act: () => attempt(tune()) },
  ]
}

function experimentCommands({ past, future, preset, layers }: LabState): Command[] {
  const group = 'Experiment'
  return [
    {
      id: 'undo',
      group,
      part: 'experiment',
      words: 'Undo the last change of the experiment',
      keys: 'Ctrl Z',
      repeats: true,
      enabled: past.length > 0,
      act: undo,
    },
    {
      id: 'redo',
      group,
      part: 'experiment',
      words: 'Redo the change of the experiment',
      keys: 'Ctrl Shift Z',
      repeats: true,
      enabled: future.length > 0,
      act: redo,
    },
    { id: 'presets', group, part: 'presets', words: 'Open an experiment: all presets', act: () => showDialog('presets') },
    { id: 'edit', group, part: 'experiment', words: 'Edit the experiment', act: () => showDialog('experiment') },
    { id: 'back', group, part: 'presets', words: `Back to the preset ${preset}`, act: () => attempt(backToPreset()) },
    { id: 'compare', group, part: 'compare', words: 'Compare variants', act: () => showDialog('compare') },
    { id: 'sweep', group, part: 'sweeps', words: 'Sweep fields of the experiment', act: () => showDialog('sweep') },
    { id: 'runs', group, part: 'runs', words: 'Runs: compare, name, export, import', act: () => showDialog('runs') },
    {
      id: 'resume-kept',
      group,
      part: 'runs',
      words: 'Resume a saved run',
      act: () => attempt(offerKept()),
    },
    { id: 'share', group, part: 'share', words: 'Share: copy a link', keys: 'S', act: () => attempt(share()) },
    { id: 'code', group, part: 'share', words: 'Code: export for SpikingJelly, snnTorch or Norse', act: () => showDialog('code') },
    { id: 'cost', group, part: 'experiment', words: 'Memory and cost of the experiment', act: () => showDialog('cost') },
    { id: 'energy', group, words: 'Operations and energy of the network', enabled: layers.length > 0, act: () => showDialog('energy') },
    { id: 'data', group, part: 'experiment', words: 'Data sets', act: () => showDialog('data') },
    { id: 'recording', group, words: 'Open a recording of events', act: chooseRecording },
    { id: 'events', group, words: 'Event player: play a recording', act: () => showDialog('events') },
    { id: 'camera', group, words: 'Event camera: simulate one, live', act: () => showDialog('camera') },
    { id: 'correlation', group, words: 'Temporal correlation of data sets', act: () => showDialog('correlation') },
    { id: 'neuron', group, words: 'Single neuron: play with one, step by step', act: () => showDialog('neuron') },
  ]
}

function viewCommands({ open, layers, viewedRun: looking }: LabState): Command[] {
  const group = 'Views'
  return [
    {
      id: 'next-step',
      group,
      words: 'Show the next time step',
      help: 'Move the time cursor of the views: all steps, t = 1, t = 2, …',
      keys: 'Shift →',
      repeats: true,
      act: nextStep,
    },
    {
      id: 'pause-views',
      group,
      words: motion.getState().paused ? 'Resume views: draw them again' : 'Pause views: freeze them while training continues',
      help: 'Pause or resume the views; training continues',
      keys: 'F',
      act: () => pauseViews(),
    },
    {
      id: 'pin',
      group,
      words: pinned.get() ? 'Unpin moment A' : 'Pin this moment as A',
      help: 'Pin the moment that is shown as A, or unpin it',
      keys: 'P',
      act: pinOrUnpin,
    },
    {
      id: 'history',
      group,
      words: playback.get() === null ? 'Play history: the views back through training' : 'Stop the history',
      help: 'Play the history of the run back, or stop',
      keys: 'H',
      act: playOrStopHistory,
    },
    {
      id: 'full-size',
      group,
      words: store.getState().fullView ? 'Back to all views' : 'Full size: the view at hand fills the page',
      help: 'The view with the focus or under the pointer fills the page; again, or Escape: back to all views',
      keys: 'V',
      act: () => showFull(store.getState().fullView ? null : viewAtHand()),
    },
    { id: 'all-steps', group, words: 'Show all time steps', act: () => selectStep(null) },
    ...(hasAttribution(open)
      ? [
          {
            id: 'attribution',
            group: 'Views' as const,
            words: 'Attribution: the gradient of an output to the input',
            enabled: layers.length > 0 && !looking,
            act: () => showDialog('attribution'),
          },
        ]
      : []),
  ]
}

function layerCommands({ layers }: LabState): Command[] {
  return layers
    .filter(({ kind }) => kind !== 'input')
    .map(({ name }, at) => ({
      id: `layer ${name}`,
      group: 'Layers' as const,
      words: `Select layer ${name}`,
      ...(at < 9 && { keys: String(at + 1) }),
      act: () => selectLayer(name),
    }))
}

function pageCommands({ theme, scale, shortcuts }: LabState): Command[] {
  const group = 'Page'
  return [
    { id: 'palette', group, words: 'Find an action', keys: 'Ctrl K', act: () => showDialog('palette') },
    { id: 'keys', group, words: 'Keyboard and help', help: 'This list', keys: '?', act: () => showDialog('keys') },
    { id: 'tour', group, words: 'Tour of the page, in six steps', act: startTour },
    { id: 'lessons', group, words: 'Lessons: learn what spiking networks do', act: () => showDialog('lessons') },
    ...LESSON_NAMES.map((name) => ({
      id: `lesson ${name}`,
      group: 'Page' as const,
      words: `Lesson: ${LESSON_TITLES[name]}`,
      act: () => attempt(openLesson(name)),
    })),
    { id: 'glossary', group, words: 'Glossary: terms and equations', act: () => showDialog('glossary') },
    { id: 'docs', group, words: 'Docs: read them here', act: () => showDialog('docs') },
    { id: 'theme', group, words: theme === 'dark' ? 'Use the light theme' : 'Use the dark theme', act: toggleTheme },
    ...SCALES.filter((other) => other !== scale).map((other) => ({
      id: `scale ${other}`,
      group: 'Page' as const,
      words: `Show everything at ${other} %`,
      act: () => setScale(other),
    })),
    { id: 'shortcuts', group, words: shortcuts ? 'Turn single keys off' : 'Turn single keys on', act: () => setShortcuts(!shortcuts) },
    { id: 'device', group, words: 'Graphics adapter', act: () => showDialog('device') },
    { id: 'health', group, words: 'What Health checks', act: () => showDialog('health') },
  ]
}

const presetCommands = (): Command[] =>
  PRESETS.map(({ name, title }) => ({
    id: `preset ${name}`,
    group: 'Presets' as const,
    part: 'presets' as const,
    words: `Open ${title}`,
    act: () => attempt(openPreset(name)),
  }))

/** Whether the keys pressed are those of a command. On a Mac the command key does what Ctrl does. */
export function pressed(keys: string, event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  const parts = keys.split(' ')
  const key = parts.at(-1)!
  if (event.altKey || (event.ctrlKey || event.metaKey) !== parts.includes('Ctrl')) return false
  const named = { ' ': 'Space', ArrowRight: '→', ArrowLeft: '←' }[event.key] ?? event.key
  // How a sign is typed differs between keyboards: only letters and arrows mind the shift key.
  if (/^[a-z→←]$/i.test(key) && event.shiftKey !== parts.includes('Shift')) return false
  return named.toLowerCase() === key.toLowerCase()
}

/** Rows of the list of keys: the layers' in one. */
export function keyRows(commands: readonly Command[]): (readonly [keys: string, does: string])[] {
  const rows = commands.flatMap(({ keys, words, help, group }) => (keys && group !== 'Layers' ? [[keys, help ?? words] as const] : []))
  return [...rows, ['1 … 9', 'Select a layer'], ['F1', 'Explain the control that has the focus']]
}
