/** The metrics of the run against training time, and the history that all views look back to. */

import { laterView } from '../../shared/later-view'
import { playback, playOrStopHistory } from '../../state/session/playback'
import type { ViewDescription } from '../view'

export const curvesView: ViewDescription = {
  id: 'curves',
  title: 'Learning curves',
  term: 'learningCurves',
  Component: laterView(async () => (await import('./learning-curves')).CurvesPanel),
  region: 'history',
  full: true,
  simple: true,
  size: 'curvesHeight',
  hides: 'the learning curves',
  saved: true,
  figure: true,
  commands: () => [
    {
      id: 'history',
      group: 'Views',
      label: playback.get() === null ? 'Play history: the views back through training' : 'Stop the history',
      help: 'Play the history of the run back, or stop',
      keys: 'H',
      act: playOrStopHistory,
    },
  ],
  doc: 'looking.md#the-past-and-two-snapshots',
}
