/** The latent variable in a window of the movie: its trajectories, and which of its dimensions inform the output. */

import { type RefObject, useMemo, useRef } from 'react'
import { fixed, significant } from '../../../format'
import type { Trials } from '../../../tasks/response/detail'
import type { Pen } from '../../base/draw'
import { magnitude, magnitudeGradient, rgb } from '../../base/magnitude'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { ColorScale } from '../../shared/color-scale'
import { binOf, type Playhead } from '../../shared/playhead'
import type { Answered } from '../../shared/use-asked'
import { useTimeActs } from '../../shared/use-time-acts'
import { useLab } from '../../state/store/store'
import { type Dimension, dimensionsOf, type Latent, latentRows, latentTable, nameOf, usedText } from './latents'
import { drawKl, drawnDimensions, drawTrajectories, klHeight, klReach, latentPlace, trajectoriesHeight } from './latents-charts'
import { windowLabel } from './movie-window'
import { drawPlayhead } from './raster-chart'
import { PART_LABELS } from './raster-text'
import { WindowTools } from './raster-tools'
import type { ResponseSettings } from './response-settings'

interface Props {
  readonly now: Answered<Trials>
  readonly settings: ResponseSettings
  readonly head: Playhead
}

export function LatentsView({ now, settings, head }: Props) {
  const { latent } = now.answer
  if (!latent) return <p className={controlsCss.muted}>This network has no latent variable.</p>
  return <Latents now={now} latent={latent} settings={settings} head={head} />
}

function Latents({ now: { answer: trials, batch }, latent, settings, head }: Props & { readonly latent: Latent }) {
  const dimensions = useMemo(() => dimensionsOf(latent), [latent])
  const shared = { trials, latent, dimensions, head, batch }
  return (
    <>
      <WindowTools settings={settings} />
      <p className={chartCss.caption}>{usedText(dimensions)}</p>
      <TrajectoriesChart {...shared} />
      <KlChart {...shared} />
    </>
  )
}

interface ChartProps {
  readonly trials: Trials
  readonly latent: Latent
  readonly dimensions: readonly Dimension[]
  readonly head: Playhead
  readonly batch: number
}

const scopeOf = (trials: Trials): string => `${windowLabel(trials)} of the ${PART_LABELS[trials.part]}`
const viewportOf = ({ from, bins }: Trials) => ({ from, to: from + bins })

type Place = ReturnType<typeof latentPlace>

/** Draws the playhead, and on the page records its place. */
function drawHead(pen: Pen, place: RefObject<Place | null>, bins: number, head: Playhead): void {
  if (pen.area.figure) return
  const at = latentPlace(pen)
  place.current = at
  drawPlayhead(pen, at, [{ top: at.top, height: at.bottom - at.top }], bins, binOf(head, bins))
}

const KEYS = 'Left and right arrow keys move the playhead.'

function TrajectoriesChart({ trials, latent, dimensions, head, batch }: ChartProps) {
  const place = useRef<Place | null>(null)
  const shown = drawnDimensions(dimensions)
  const acts = useTimeActs({ place, bins: trials.bins, head })
  return (
    <Chart
      title="Trajectories"
      term="latent"
      help="Mean of the inferred latent variable q(z) by bin, of the first sample, a row for each dimension, all on one scale. Those that are used most stand on top; at the right is their mean KL in nats a bin."
      file="latents"
      draw={(pen) => {
        drawTrajectories(pen, latent, dimensions, viewportOf(trials))
        drawHead(pen, place, trials.bins, head)
      }}
      inputs={[latent]}
      signals={[head.at]}
      sentence={`Trajectories of ${shown.length} of ${dimensions.length} dimensions of z, ${scopeOf(trials)}. ${usedText(dimensions)} ${KEYS}`}
      table={() => latentTable(latent.mean, latent.size, trials, dimensions, 'Mean of q(z) by bins, those used most first', null)}
      files={[{ text: 'Trajectories', name: 'latents', rows: () => latentRows(latent.mean, latent.size, trials) }]}
      figure={{
        scope: scopeOf(trials),
        keys: (colors) => [
          { mark: { line: { color: colors.u, width: 1.25 } }, label: 'mean of q(z)' },
          ...(shown.some(({ used }) => !used) ? [{ mark: { line: { color: colors.ink3, alpha: 0.6 } }, label: 'not used' }] : []),
          { mark: { sign: fixed(shown[0]?.kl, 2), color: colors.ink }, label: 'mean KL, nats a bin' },
        ],
        height: () => trajectoriesHeight(dimensions),
        step: batch,
      }}
      height={trajectoriesHeight(dimensions)}
      acts={acts}
    />
  )
}

function KlChart({ trials, latent, dimensions, head, batch }: ChartProps) {
  const place = useRef<Place | null>(null)
  const dark = useLab((state) => state.theme) === 'dark'
  const acts = useTimeActs({ place, bins: trials.bins, head })
  const reach = klReach(latent)
  const [first] = dimensions
  return (
    <Chart
      title="KL by bin"
      term="kl"
      drawn={{ 'not used': 'kl' }}
      help="Divergence of the inferred from the expected latent variable, KL(q || p), by bin and dimension, mean of the samples: what is learned of this bin that the memory did not foresee. Rows are sorted by their mean."
      file="latent-kl"
      draw={(pen) => {
        drawKl(pen, latent, dimensions, viewportOf(trials))
        drawHead(pen, place, trials.bins, head)
      }}
      inputs={[latent, dark]}
      signals={[head.at]}
      sentence={`KL of ${dimensions.length} dimensions of z by bin, ${scopeOf(trials)}, largest ${fixed(Math.max(...latent.kl), 2)} nats${first ? `, most of it in ${nameOf(first)}` : ''}. ${usedText(dimensions)} ${KEYS}`}
      table={() => latentTable(latent.kl, latent.size, trials, dimensions, 'Mean KL by bins, those used most first', 'nats')}
      files={[{ text: 'KL', name: 'latent-kl', rows: () => latentRows(latent.kl, latent.size, trials) }]}
      figure={{
        scope: scopeOf(trials),
        keys: (_, darkFigure) => [
          { mark: { colors: (part) => rgb(magnitude(part, darkFigure)), low: '0', high: significant(reach) }, label: 'KL, nats' },
        ],
        height: () => klHeight(latent.size),
        step: batch,
      }}
      height={klHeight(latent.size)}
      acts={acts}
    >
      <p className={inspectorCss.legend}>
        <ColorScale low="0" high={`${significant(reach)} nats`} colors={magnitudeGradient(dark)} />
      </p>
    </Chart>
  )
}
