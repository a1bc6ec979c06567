/** Controls that play a sequence of bins or move by a single one. */
import { IconButton, PushButton } from '../base/buttons'
import { useOf } from '../base/signal'
import controlsCss from '../base/style/controls.module.css'
import { binOf, type Playhead, type Plays, playOrPause, seek } from './playhead'
import css from './transport.module.css'

interface TransportProps {
  readonly head: Playhead
  readonly bins: number
  /** What is played, for example "movie", and the name of its unit, for example "a bin". */
  readonly what: string
  readonly step: string
  readonly plays?: Plays
}

/** Buttons to play or pause, and to move one step back or on. */
export function Transport({ head, bins, what, step: by, plays }: TransportProps) {
  const playing = useOf(head.playing, (own) => own !== null)
  const step = (count: 1 | -1) => (
    <IconButton aria-label={`${count > 0 ? 'On' : 'Back'} by ${by}`} onClick={() => seek(head, binOf(head, bins) + count, bins)}>
      {count > 0 ? '›' : '‹'}
    </IconButton>
  )
  return (
    <span className={css.transport}>
      <PushButton onClick={() => playOrPause(head, bins, plays)}>
        {playing ? 'Pause' : 'Play'}
        <span className={controlsCss.hidden}> the</span> {what}
      </PushButton>
      {step(-1)}
      {step(1)}
    </span>
  )
}
