/** A small image of the pinned scene: the detected boxes over the events. */
import { penOf } from '../../base/draw'
import { newestFrame } from '../../base/frames'
import { usePainter } from '../../base/paint'
import { useLab } from '../../state/store/store'
import css from './detection.module.css'
import { fullOf } from './events-image'
import { detectionsIn, SURE, smallScene } from './sample'
import { drawScene, fitted } from './scene-chart'

export function OutputBoxes() {
  const open = useLab((state) => state.open)
  const ref = usePainter(
    ['sample'],
    (context, area, colors) => {
      const frame = newestFrame('sample')?.frame
      const scene = frame && smallScene(frame, open)
      if (!frame || !scene) return
      const boxes = { truths: [], detections: detectionsIn(frame, SURE), classes: [], words: false }
      const place = fitted(scene, { x: 0, y: 0, width: area.width, height: area.height })
      drawScene(penOf(context, area, colors), { ...scene, ...boxes, full: fullOf(scene.counts) }, place)
    },
    [open],
  )
  return <canvas ref={ref} className={css.small} />
}
