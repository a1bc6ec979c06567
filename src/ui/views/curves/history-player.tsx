/** Plays back the history from the cursor, or from the start. */

import { TextButton } from '../../base/parts'
import { useOf, useSignal } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { SNAPSHOT_TEXTS, useShowing } from '../../state/labels/snapshot-label'
import { playback, playbackSpeed, playOrStopHistory, SPEEDS } from '../../state/session/playback'

export function HistoryPlayer() {
  const playing = useOf(playback, (speed) => speed !== null)
  const { upTo } = SNAPSHOT_TEXTS[useShowing()]
  const speed = useSignal(playbackSpeed)
  return (
    <span className={viewCss.player}>
      <TextButton
        text={playing ? 'Stop history' : 'Play history'}
        title={playing ? 'Stops at the snapshot shown (H)' : `Plays the views back through training, ${upTo} (H)`}
        pressed={playing}
        act={playOrStopHistory}
      />
      <select aria-label="Speed of the history" value={speed} onChange={(event) => playbackSpeed.set(Number(event.currentTarget.value))}>
        {SPEEDS.map((value) => (
          <option key={value} value={value}>
            {value} ×
          </option>
        ))}
      </select>
    </span>
  )
}
