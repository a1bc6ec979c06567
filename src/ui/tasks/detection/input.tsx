/** The events of the pinned scene, small. */
import { newestFrame } from '../../base/frames'
import { usePainter } from '../../base/paint'
import { drawPicture } from '../../base/picture'
import { useLab } from '../../state/store/store'
import css from './detection.module.css'
import { fullOf, polarityWords } from './events-picture'
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
      drawPicture(context, polarityWords(scene.counts, scene, fullOf(scene.counts), area.dark), { ...scene, channels: 2 }, place)
    },
    [open],
  )
  return <canvas ref={ref} className={css.small} />
}
