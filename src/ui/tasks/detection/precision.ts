/** The results of a detection evaluation: means, tables, sentences. Pure; draws nothing. */

import { counted, fixed, grouped } from '../../../format'
import type { HeldOut } from '../../../readings/metrics'
import type { DetectionDetail, GroupMetrics, Protocol } from '../../../tasks/detection/detail'

export const THRESHOLDS = [0.5, 0.75] as const
export type CurveOf = 'at50' | 'at75'

/** -1 means that a group has no truth that counts. */
const known = (value: number): number => (value < 0 ? Number.NaN : value)

/** The mean over the classes that have truths, each with equal weight; NaN if none has. */
export function meanOf(groups: readonly GroupMetrics[], metric: 'ap' | 'ap50' | 'ap75'): number {
  const values = groups.map((group) => group[metric]).filter((value) => value >= 0)
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length
}

export interface Headline {
  readonly name: string
  readonly help: string
  readonly value: string
}

const AP_HELP =
  'Average precision: the area under the curve of precision over recall, mean over the classes and over ten thresholds of the IoU from 0.5 to 0.95, as COCO computes it.'

export function headlinesOf({ classes }: Pick<DetectionDetail, 'classes'>): readonly Headline[] {
  return [
    { name: 'AP', help: AP_HELP, value: fixed(meanOf(classes, 'ap'), 3) },
    {
      name: 'AP50',
      help: 'Average precision where half of both boxes has to be shared (IoU 0.5), mean over the classes.',
      value: fixed(meanOf(classes, 'ap50'), 3),
    },
    { name: 'AP75', help: 'The same at an IoU of 0.75: the box has to fit well.', value: fixed(meanOf(classes, 'ap75'), 3) },
  ]
}

/** "500 test scenes, 1,240 objects, and 31 ignored; 8,210 detections" */
export const scopeLabel = ({ samples, truths, ignored, detections, protocol }: DetectionDetail, part: HeldOut = 'test'): string =>
  `${counted(samples, `${part} scene`)}, ${counted(truths, 'object')}${ignored > 0 ? `, and ${grouped(ignored)} ignored` : ''}; ${counted(detections, 'detection')}${protocol ? '; Prophesee’s protocol' : ''}`

/** Which boxes and detections count in Prophesee's evaluation. */
export function protocolText({ minDiagonal, minSide, skip, tolerance, recordings }: Protocol): string {
  const early = skip > 0 ? `later than ${skip / 1e6} s, ` : ''
  const [side, diagonal] = [minSide, minDiagonal].map((length) => Number(length.toFixed(1)))
  return `Prophesee’s protocol over ${counted(recordings, 'recording')}: objects and detections count that are ${early}have sides of at least ${side} and a diagonal of at least ${diagonal} pixels of the image; objects are compared with detections up to ${tolerance / 1000} ms away in the same recording.`
}

/** A caveat: the data sets and networks here are small. */
export const HONEST =
  'The paper’s order of samplers does not show at this size: scenes and networks are small, and here ARSNN is ahead without SAT and RPD, not with them. Compare several seeds, and read by speed rather than the mean.'

export interface TableGroup {
  readonly title: string
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[]
}

const rowOf = ({ name, ap, ap50, ap75, truths }: GroupMetrics) => ({ name, values: [known(ap), known(ap50), known(ap75), truths] })

/** By class, by speed, by area; empty groups are left out. */
export function groupsOf({ classes, speeds, areas }: Pick<DetectionDetail, 'classes' | 'speeds' | 'areas'>): readonly TableGroup[] {
  return [
    { title: 'class', rows: classes.map(rowOf) },
    { title: 'speed', rows: speeds.map(rowOf) },
    { title: 'area', rows: areas.map(rowOf) },
  ].filter(({ rows }) => rows.length > 0)
}

export const METRIC_HEADS = ['AP', 'AP50', 'AP75', 'objects'] as const

/** The table as rows of a file, with headings. */
export const groupRows = (groups: readonly TableGroup[]): (string | number)[][] => [
  ['by', 'group', ...METRIC_HEADS],
  ...groups.flatMap(({ title, rows }) =>
    rows.map(({ name, values }) => [title, name, ...values.map((value) => (Number.isNaN(value) ? '' : value))]),
  ),
]

export interface Curve {
  readonly name: string
  /** The index of its class. */
  readonly classIndex: number
  /** Precision at recall 0, 0.01, ... 1. */
  readonly values: readonly number[]
  /** Mean of the values. */
  readonly mean: number
}

/** The curves of the classes that occur in the ground truth. */
export const curvesOf = ({ curves }: Pick<DetectionDetail, 'curves'>, at: CurveOf): readonly Curve[] =>
  curves.flatMap((curve, classIndex) => {
    const values = curve[at]
    if (values.length === 0) return []
    return [{ name: curve.name, classIndex, values, mean: values.reduce((sum, value) => sum + value, 0) / values.length }]
  })

/** The largest recall that is reached. */
export const reachedBy = ({ values }: Pick<Curve, 'values'>): number => {
  const last = values.findLastIndex((value) => value > 0)
  return last < 0 ? 0 : last / (values.length - 1)
}

export function curveSentence(curves: readonly Curve[], iou: number): string {
  if (curves.length === 0) return 'No class has an object that counts.'
  return `Precision over recall at an IoU of ${iou}. ${curves
    .map((curve) => `${curve.name}: mean ${fixed(curve.mean, 2)}, recall up to ${fixed(reachedBy(curve), 2)}`)
    .join('; ')}.`
}

/** Table rows: precision at every tenth recall. */
export const curveTable = (curves: readonly Curve[]) => ({
  heads: ['recall', ...curves.map(({ name }) => name)],
  rows: Array.from({ length: 11 }, (_, tenth) => ({ name: fixed(tenth / 10, 1), values: curves.map(({ values }) => values[10 * tenth]!) })),
})
