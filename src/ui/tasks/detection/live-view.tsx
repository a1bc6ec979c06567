/** Detections in the stream of the live event camera: a generated scene, or the webcam converted by simulated pixels. */

import { useId, useState } from 'react'
import { fixed, grouped } from '../../../format'
import type { Scene } from '../../../tasks/detection/detail'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { polarityKeys } from '../../base/polarity'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { PolarityLegend } from '../../shared/polarity-legend'
import { FEED_SOURCES, type FeedSource } from '../../state/imports/camera-feed'
import { boxTable, detectionsOf, listText } from './boxes'
import css from './detection.module.css'
import { countsOf, fullOfBins } from './events-image'
import { classColor, drawScene, fitted, sceneHeight } from './scene-chart'
import type { SceneSettings } from './scene-settings'
import { ClassTools, ConfidenceTool } from './scene-tools'
import { type LiveDetections, useLive } from './use-live'

const SOURCE_LABELS: Readonly<Record<FeedSource, string>> = {
  balls: 'bouncing balls',
  disc: 'rotating disc',
  bars: 'moving bars',
  webcam: 'webcam',
}
/** The lengths of the network's input window, in milliseconds. */
const WINDOWS = [50, 100, 200, 400] as const
/** The default length, which is that of the training scenes. */
const WINDOW = 200

const HELP =
  'The lab’s event camera sees a generated scene, or the webcam: each pixel gives an event where the logarithm of the light changes. Its newest events are cut to the shape of the network’s input, binned, and given to the network with its present weights. Nothing is sent anywhere. Pixels are set in the dialog Event camera (Ctrl K).'

interface Props {
  /** A scene of the size that the network was built for. */
  readonly scene: Scene
  readonly settings: SceneSettings
}

export function LiveView({ scene, settings }: Props) {
  const [source, choose] = useState<FeedSource>('balls')
  const [window, setWindow] = useState<number>(WINDOW)
  const live = useLive(scene, window)
  const { phase, detections, message: said, wrong } = live
  return (
    <>
      <div className={classesOf(inspectorCss.row, css.tools)}>
        <PushButton onClick={() => (phase === 'off' ? live.start(source) : live.stop())}>
          {phase === 'off' ? 'Start' : 'Stop'}
          <span className={controlsCss.hidden}> the camera</span>
        </PushButton>
        <SourceChoice
          source={source}
          choose={(next) => {
            choose(next)
            if (phase !== 'off') live.start(next)
          }}
        />
        <WindowChoice window={window} choose={setWindow} />
      </div>
      {said && (
        <p role={wrong ? 'alert' : 'status'} className={wrong ? controlsCss.problem : controlsCss.muted}>
          {said}
        </p>
      )}
      {detections ? (
        <>
          <LiveChart detections={detections} settings={settings} of={SOURCE_LABELS[source]} window={window} />
          <p className={inspectorCss.legend}>
            <PolarityLegend />
          </p>
          <p className={controlsCss.muted}>
            {grouped(live.events)} events of {window} ms; answered in {fixed(live.latencyMs, 0)} ms.
          </p>
          <ConfidenceTool settings={settings} />
          <ClassTools settings={settings} classes={detections.classes} found />
        </>
      ) : (
        <p className={controlsCss.muted}>
          {phase === 'off' ? 'Start the camera: boxes are drawn over what it sees.' : 'Waiting for the first events.'}
        </p>
      )}
      <p className={css.said}>
        The network learned from generated scenes. What it finds in a scene of another kind shows how far that generalizes; it is no
        measurement.
      </p>
    </>
  )
}

function SourceChoice({ source, choose }: { readonly source: FeedSource; readonly choose: (source: FeedSource) => void }) {
  const id = useId()
  return (
    <span className={inspectorCss.choice}>
      <label htmlFor={id}>looks at</label>
      <Select id={id} value={source} options={FEED_SOURCES.map((value) => ({ value, text: SOURCE_LABELS[value] }))} choose={choose} />
    </span>
  )
}

const WINDOW_HELP = 'How far back from now the network looks. The scenes that it learned from last 200 ms.'

function WindowChoice({ window, choose }: { readonly window: number; readonly choose: (window: number) => void }) {
  const id = useId()
  return (
    <span className={inspectorCss.choice}>
      <label htmlFor={id} data-help={WINDOW_HELP}>
        last
      </label>
      <Select
        id={id}
        value={window}
        aria-description={WINDOW_HELP}
        options={WINDOWS.map((value) => ({ value, text: `${value} ms` }))}
        choose={choose}
      />
    </span>
  )
}

interface ChartProps {
  readonly detections: LiveDetections
  readonly settings: SceneSettings
  readonly of: string
  readonly window: number
}

function LiveChart({ detections: look, settings: { state }, of, window }: ChartProps) {
  const detections = detectionsOf(look, state)
  return (
    <Chart
      title="Live"
      term={null}
      help={HELP}
      file="live"
      draw={(pen) => {
        const drawing = { ...look, counts: countsOf(look, null), full: fullOfBins(look, null), truths: [], detections, words: true }
        drawScene(pen, drawing, fitted(look, { x: 0, y: 0, width: pen.area.width, height: pen.area.height }, 'left'))
      }}
      inputs={[look, state]}
      sentence={`Events of the last ${window} ms of ${of}. Boxes found: ${listText(look.classes, detections)}.`}
      table={() => ({ ...boxTable({ ...look, truths: [] }, state), caption: 'Boxes found', digits: 2 })}
      figure={{
        scope: `${of}, the last ${window} ms, boxes of at least ${fixed(state.confidence, 2)}`,
        keys: (colors, dark) => [
          ...polarityKeys(dark),
          ...look.classes.map((name, index) => ({ mark: { line: { color: classColor(colors, index), width: 2 } }, label: name })),
        ],
        height: (width) => sceneHeight(look, width),
      }}
      height={(width) => sceneHeight(look, width)}
    />
  )
}
