/** The experiment's dialogs: the presets, and the settings for windows too narrow for the side panel. */
import { PRESETS } from '../../../experiments/presets'
import { taskOf } from '../../../tasks/registry'
import { backToPreset, openPreset, redo, undo } from '../../state/session/edit'
import { attempt } from '../../state/session/notices'
import { type DialogDescription, lazily } from '../dialog'

export const presetsDialog: DialogDescription = {
  id: 'presets',
  title: 'Open an experiment',
  Component: lazily(async () => (await import('./presets-dialog')).PresetsDialog),
  entry: { group: 'Experiment', label: 'Open an experiment: all presets' },
  part: 'presets',
  doc: 'model.md',
  more: ({ preset }) => [
    { id: 'back', group: 'Experiment', part: 'presets', label: `Back to the preset ${preset}`, act: () => attempt(backToPreset()) },
    ...PRESETS.map(({ name, title, experiment }) => ({
      id: `preset ${name}`,
      group: 'Presets' as const,
      part: 'presets' as const,
      label: `Open ${title}`,
      also: `${name} ${taskOf(experiment).alsoCalled?.(experiment) ?? ''}`,
      act: () => attempt(openPreset(name)),
    })),
  ],
}

export const experimentDialog: DialogDescription = {
  id: 'experiment',
  title: 'Edit the experiment',
  Component: lazily(async () => (await import('./experiment-dialog')).ExperimentDialog),
  entry: { group: 'Experiment', label: 'Edit the experiment' },
  part: 'experiment',
  doc: 'changing.md',
  more: ({ past, future }) => [
    {
      id: 'undo',
      group: 'Experiment',
      part: 'experiment',
      label: 'Undo the last change of the experiment',
      keys: 'Ctrl Z',
      repeats: true,
      enabled: past.length > 0,
      act: undo,
    },
    {
      id: 'redo',
      group: 'Experiment',
      part: 'experiment',
      label: 'Redo the change of the experiment',
      keys: 'Ctrl Shift Z',
      repeats: true,
      enabled: future.length > 0,
      act: redo,
    },
  ],
}
