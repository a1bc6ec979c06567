/** A small image of the pinned scene's events. */

import { drawImage } from '../../base/bitmap'
import { newestFrame } from '../../base/frames'
import { usePainter } from '../../base/paint'
import { useLab } from '../../state/store/store'
import css from './detection.module.css'
import { fullOf, polarityPixels } from './events-image'
import { smallScene } from './sample'
import { fitted } from './scene-chart'

export function SceneInput() {
  const open = useLab((state) => state.open)
  const ref = usePainter(
    ['sample'],
    (context, area) => {
      const frame = newestFrame('sample')?.frame
      const scene = frame && smallScene(frame, open)
      if (!scene) return
      const place = fitted(scene, { x: 0, y: 0, width: area.width, height: area.height })
      drawImage(context, polarityPixels(scene.counts, scene, fullOf(scene.counts), area.dark), { ...scene, channels: 2 }, place)
    },
    [open],
  )
  return <canvas ref={ref} className={css.small} />
}
