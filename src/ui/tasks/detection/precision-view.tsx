/** The newest evaluation: how precise the boxes are and how many objects they find, by class, speed and area. */

import { fixed, grouped } from '../../../format'
import type { HeldOut } from '../../../readings/metrics'
import type { DetectionDetail } from '../../../tasks/detection/detail'
import { classesOf } from '../../base/classes'
import { saveCsv } from '../../base/download'
import { newestFrame } from '../../base/frames'
import { Term } from '../../base/help'
import { MetricsList } from '../../base/metrics-list'
import { SaveMenu, Scrolling } from '../../base/parts'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import viewCss from '../../base/style/view.module.css'
import { Chart } from '../../shared/chart'
import { EvaluateButton } from '../../shared/evaluate-button'
import { useWatched } from '../../state/labels/watched'
import { useFrames } from '../../state/session/frame-hooks'
import css from './detection.module.css'
import {
  type CurveOf,
  curveSentence,
  curvesOf,
  curveTable,
  groupRows,
  groupsOf,
  HONEST,
  headlinesOf,
  METRIC_HEADS,
  protocolText,
  scopeLabel,
  THRESHOLDS,
} from './precision'
import { drawCurves } from './precision-chart'
import { classColor } from './scene-chart'

export function PrecisionView() {
  useFrames(['report'], 250)
  const report = newestFrame('report')
  const detail = report?.detail as DetectionDetail | undefined
  return (
    <>
      <EvaluateRow step={report?.step} />
      {report && detail && <Precision detail={detail} part={report.part} step={report.step} />}
      <p className={css.said}>{HONEST}</p>
    </>
  )
}

export function EvaluateRow({ step }: { readonly step: number | undefined }) {
  return (
    <div className={inspectorCss.evaluate}>
      <EvaluateButton
        text={`Evaluate on the ${useWatched()} scenes`}
        help="Finds boxes in all of these scenes with the present weights and matches them with the objects. Training that runs continues afterwards."
      />
      <span className={controlsCss.muted}>{step === undefined ? 'Not evaluated yet.' : `batch ${grouped(step)}`}</span>
    </div>
  )
}

function Precision({ detail, part, step }: Shown) {
  return (
    <>
      <MetricsList
        className={inspectorCss.metrics}
        metrics={headlinesOf(detail).map((metric) => ({ ...metric, term: 'averagePrecision' }))}
      />
      <p className={chartCss.caption}>
        {scopeLabel(detail, part)}. {detail.protocol && protocolText(detail.protocol)}
      </p>
      <div className={inspectorCss.charts}>
        <CurvesChart detail={detail} part={part} step={step} at="at50" />
        <CurvesChart detail={detail} part={part} step={step} at="at75" />
      </div>
      <GroupsTable detail={detail} />
    </>
  )
}

interface Shown {
  readonly part: HeldOut
  readonly detail: DetectionDetail
  readonly step: number
}

const HEIGHT = 200

function CurvesChart({ detail, part, step, at }: Shown & { readonly at: CurveOf }) {
  const curves = curvesOf(detail, at)
  const iou = THRESHOLDS[at === 'at50' ? 0 : 1]
  return (
    <Chart
      title={`Precision at IoU ${iou}`}
      term="recall"
      drawn={{ recall: 'recall', precision: 'recall' }}
      help={`Boxes of all scenes by falling score: the share of them that is correct (precision) against the share of the objects that is found (recall). A correct box has the class of an object and an IoU of at least ${iou}. The numbers are the means of the curves: average precision.`}
      file={`precision-${at.slice(2)}`}
      draw={(pen) => drawCurves(pen, curves)}
      inputs={[detail]}
      sentence={curveSentence(curves, iou)}
      table={() => ({ ...curveTable(curves), units: null, caption: `Precision by recall at an IoU of ${iou}`, digits: 3 })}
      figure={{
        scope: scopeLabel(detail, part),
        keys: (colors) =>
          curves.map(({ name, classIndex }) => ({ mark: { line: { color: classColor(colors, classIndex), width: 1.75 } }, label: name })),
        height: () => HEIGHT + 60,
        step,
      }}
      height={HEIGHT}
    />
  )
}

const GROUPS_HELP =
  'Average precision of the objects of one group, the others ignored. Speed is that in the image, in pixels a second; a group without objects has none.'

function GroupsTable({ detail }: { readonly detail: DetectionDetail }) {
  const groups = groupsOf(detail)
  return (
    <section className={chartCss.chart} aria-label="By class, speed and area">
      <div className={chartCss.head}>
        <h3>
          <Term term="averagePrecision" help={GROUPS_HELP}>
            By class, speed and area
          </Term>
        </h3>
        <span className={chartCss.tools}>
          <SaveMenu
            compact
            subject="Inspector, By class, speed and area"
            items={[{ text: 'Average precision (CSV)', act: () => saveCsv('average-precision.csv', groupRows(groups)) }]}
          />
        </span>
      </div>
      <Scrolling className={classesOf(chartCss.numbers, css.groups)} label="Average precision by class, speed and area">
        <table className={viewCss.data}>
          {groups.map(({ title, rows }) => (
            <tbody key={title}>
              <tr className={css.group}>
                <th scope="col">by {title}</th>
                {METRIC_HEADS.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
              {rows.map(({ name, values }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {METRIC_HEADS.map((head, at) => (
                    <td key={head}>{head === 'objects' ? grouped(values[at]!) : fixed(values[at], 3)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </Scrolling>
    </section>
  )
}
