/** A test sample with its ground truth and the present network's detections, bin by bin or all bins together. */

import { type DOMAttributes, type KeyboardEvent, useEffect, useMemo } from 'react'
import { fixed, grouped } from '../../../format'
import type { Scene } from '../../../tasks/detection/detail'
import type { FigureKey } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { polarityKeys } from '../../base/polarity'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { binOf, type Playhead, playOrPause, seek } from '../../shared/playhead'
import { PolarityLegend } from '../../shared/polarity-legend'
import { stepAfter } from '../../shared/step-keys'
import type { Answered } from '../../shared/use-asked'
import { sampleName } from '../../state/labels/experiment-label'
import { boxTable, detectionsOf, filtered, matchesText, sceneSentence } from './boxes'
import { binText, countsOf, fullOfBins } from './events-image'
import { classColor, drawScene, fitted, sceneHeight, truthStyle } from './scene-chart'
import { type SceneSettings, sampleAfter } from './scene-settings'
import { BinTools, ClassTools, ConfidenceTool, PLAYS } from './scene-tools'

interface Props {
  readonly now: Answered<Scene>
  readonly settings: SceneSettings
  readonly head: Playhead
}

export function SceneView({ now: { answer: scene, batch }, settings, head }: Props) {
  const { state, change } = settings
  // Moving the playhead shows its bin instead of all bins together.
  useEffect(() => head.at.on(() => change({ together: false })), [head])
  const truths = filtered(scene.truths, state)
  const detections = detectionsOf(scene, state)
  return (
    <>
      <SceneChart scene={scene} batch={batch} settings={settings} head={head} />
      <p className={inspectorCss.legend}>
        <PolarityLegend />
      </p>
      <BinTools settings={settings} head={head} bins={scene.bins} />
      <ConfidenceTool settings={settings} />
      <ClassTools settings={settings} classes={scene.classes} />
      <p className={chartCss.caption}>{matchesText(truths, detections, state.confidence)}</p>
      <p className={controlsCss.muted}>A hit has the class of an object and an IoU of at least 0.5 with it. Batch {grouped(batch)}.</p>
    </>
  )
}

interface ChartProps {
  readonly scene: Scene
  readonly batch: number
  readonly settings: SceneSettings
  readonly head: Playhead
}

function SceneChart({ scene, batch, settings, head }: ChartProps) {
  const { state } = settings
  const binNow = () => (state.together ? null : binOf(head, scene.bins))
  const full = useMemo(() => fullOfBins(scene, state.together ? null : 0), [scene, state.together])
  const [truths, detections] = [filtered(scene.truths, state), detectionsOf(scene, state)]
  return (
    <Chart
      title="Scene"
      term="detector"
      help="Events of a sample, with the objects that are in it and the boxes that the network finds with its present weights. Boxes are asked for at the end of the last bin: an object lies where it is then."
      file={`scene-${scene.sample}`}
      draw={(pen) => {
        const { area } = pen
        const drawing = { ...scene, counts: countsOf(scene, binNow()), full, truths, detections, words: true }
        drawScene(pen, drawing, fitted(scene, { x: 0, y: 0, width: area.width, height: area.height }, 'left'))
      }}
      inputs={[scene, state]}
      signals={[head.at]}
      sentence={`${sceneSentence(scene, state)} Left and right arrow keys choose a bin, up and down a sample, Space plays the bins.`}
      table={() => ({
        ...boxTable(scene, state),
        caption: `Boxes of ${sampleName(scene.sample)}`,
        digits: 2,
      })}
      figure={{
        scope: `${sampleName(scene.sample)}, ${binText(scene.bins, binNow())}, boxes of at least ${fixed(state.confidence, 2)}; full color at ${grouped(full)} events`,
        keys: (colors, dark) => [...polarityKeys(dark), ...keysOf(scene, colors)],
        height: (width) => sceneHeight(scene, width),
        step: batch,
      }}
      height={(width) => sceneHeight(scene, width)}
      acts={useSceneActs(scene, settings, head)}
    />
  )
}

function useSceneActs({ bins }: Scene, { state, change, samples }: SceneSettings, head: Playhead): DOMAttributes<HTMLCanvasElement> {
  const actOf = (event: KeyboardEvent): (() => void) | undefined => {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event
    if (shiftKey || ctrlKey || metaKey || altKey) return undefined
    if (key === 'ArrowUp' || key === 'ArrowDown')
      return () => change({ sample: sampleAfter(state.sample, key === 'ArrowUp' ? -1 : 1, samples) })
    if (bins < 2) return undefined
    if (key === ' ') return () => playOrPause(head, bins, PLAYS)
    const bin = stepAfter(event, state.together ? null : binOf(head, bins), bins)
    if (bin === undefined) return undefined
    return () => {
      change({ together: bin === null })
      if (bin !== null) seek(head, bin, bins)
    }
  }
  return {
    onKeyDown: (event) => {
      const act = actOf(event)
      if (!act) return
      event.preventDefault()
      event.stopPropagation()
      act()
    },
  }
}

const keysOf = ({ classes }: Scene, colors: Colors): FigureKey[] => [
  { mark: { line: truthStyle(colors, { ignored: false }, 1) }, label: 'object' },
  { mark: { line: truthStyle(colors, { ignored: true }, 1) }, label: 'ignored' },
  ...classes.map(
    (name, classIndex): FigureKey => ({ mark: { line: { color: classColor(colors, classIndex), width: 2 } }, label: `${name}, found` }),
  ),
]
