/** The event player: a recording as images over time, with its rate, its facts and its controls. A file being opened is shown above it. */

import { useLayoutEffect, useRef } from 'react'
import { classesOf } from '../../base/classes'
import { askedFigure } from '../../base/figure'
import { InnerTerm } from '../../base/help'
import { NumberField } from '../../base/number-field'
import { Segments, TextButton } from '../../base/parts'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import viewCss from '../../base/style/view.module.css'
import { Modal } from '../../shared/dialog'
import { PolarityLegend } from '../../shared/polarity-legend'
import { MAX_WINDOW, MIN_WINDOW, type PlayerView, pauseEvents, setPlayer, TAUS, usePlayer } from '../../state/imports/event-player'
import { EventFacts } from './event-facts'
import { EventImage, eventsFigure } from './event-image'
import { EventNetwork, useHasSteps } from './event-network'
import { CameraButton, EventOpening, NothingOpen, OpenRecordingButton } from './event-opening'
import css from './event-player.module.css'
import { EventRateChart } from './event-rate'
import { EventScrub, EventTransport } from './event-transport'
import { pressedInPlayer } from './player-keys'

export function EventPlayer() {
  const shown = usePlayer((state) => state.shown)
  const hasSteps = useHasSteps()
  const network = usePlayer((state) => state.network) && hasSteps
  const canvas = useRef<HTMLCanvasElement | null>(null)
  // Before the browser paints: a key pressed as soon as the player is seen must not be lost.
  useLayoutEffect(() => {
    window.addEventListener('keydown', pressedInPlayer)
    return () => {
      window.removeEventListener('keydown', pressedInPlayer)
      pauseEvents()
    }
  }, [])
  return (
    <Modal className={modalCss.full}>
      <EventOpening />
      {shown ? (
        <div className={css.player} data-network={network || undefined}>
          <Looks canvas={canvas} network={hasSteps} />
          <EventImage shown={shown} canvas={canvas} />
          {network && <EventNetwork shown={shown} />}
          <aside className={css.aside} aria-label="The recording">
            <EventFacts shown={shown} />
          </aside>
          <div className={css.time}>
            <EventTransport shown={shown} />
            <EventScrub shown={shown} />
            <EventRateChart shown={shown} />
          </div>
        </div>
      ) : (
        <>
          <NothingOpen />
          {hasSteps && <EventNetwork shown={null} />}
        </>
      )}
    </Modal>
  )
}

const VIEW_LABELS: Readonly<Record<PlayerView, { text: string; title: string }>> = {
  frames: { text: 'frames', title: 'Events of the window before the cursor, counted by pixel' },
  surface: { text: 'time surface', title: 'exp(−(t − tₗ)/τ): how long ago the last event of each pixel was' },
  cloud: { text: '3-D cloud', title: 'Events as points over x, y and time' },
}

const FULL = 'As many events on a pixel in a window have full color'

/** Controls for how the recording is shown. */
function Looks({ canvas, network: offered }: { canvas: { current: HTMLCanvasElement | null }; network: boolean }) {
  const { view, window, tau, full, separate, network } = usePlayer((state) => state)
  return (
    <div className={css.head}>
      <Segments
        label="View"
        value={view}
        options={(['frames', 'surface', 'cloud'] as const).map((value) => ({ value, ...VIEW_LABELS[value] }))}
        choose={(view) => setPlayer({ view })}
      />
      <label htmlFor="player-window">
        <InnerTerm term="eventFrame" help="So much of the recording before the cursor is shown at once.">
          window
        </InnerTerm>
        <NumberField
          id="player-window"
          min={MIN_WINDOW}
          max={MAX_WINDOW}
          value={window}
          change={(window) => setPlayer({ window: Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, window)) })}
        />
        ms
      </label>
      {view === 'frames' && (
        <label data-help={FULL}>
          full color at{' '}
          <Select
            aria-description={FULL}
            value={full}
            options={[1, 2, 4, 8, 16, 32].map((value) => ({ value, text: `${value} ${value === 1 ? 'event' : 'events'}` }))}
            choose={(full) => setPlayer({ full })}
          />
        </label>
      )}
      {view === 'surface' && (
        <label className={viewCss.slider}>
          <InnerTerm term="timeSurface">τ</InnerTerm>
          <input
            type="range"
            min={0}
            max={100}
            value={Math.round((100 * Math.log(tau / TAUS[0])) / Math.log(TAUS[1] / TAUS[0]))}
            aria-label="Time constant τ"
            aria-valuetext={`${tau} ms`}
            onChange={({ currentTarget: { valueAsNumber: part } }) =>
              setPlayer({ tau: Number((TAUS[0] * (TAUS[1] / TAUS[0]) ** (part / 100)).toPrecision(2)) })
            }
          />
          <output>{tau} ms</output>
        </label>
      )}
      {view !== 'cloud' && (
        <label className={viewCss.check}>
          <input type="checkbox" checked={separate} onChange={(event) => setPlayer({ separate: event.currentTarget.checked })} />
          separate ON and OFF
        </label>
      )}
      <PolarityLegend />
      <span className={classesOf(controlsCss.push, css.files)}>
        {view !== 'cloud' && (
          <TextButton text="Save figure" title="As SVG or PNG" act={() => askedFigure.set(eventsFigure(canvas.current))} />
        )}
        {offered && (
          <TextButton
            text="Run it through the network"
            pressed={network}
            title="What the open network receives and fires, in step with the playhead"
            act={() => setPlayer({ network: !network })}
          />
        )}
        <CameraButton />
        <OpenRecordingButton />
      </span>
    </div>
  )
}
