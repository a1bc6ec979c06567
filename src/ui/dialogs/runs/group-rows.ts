/** The table of groups of runs that differ only in the seed: its columns and rows, and what the seeds show. Pure. */
import type { Metric } from '../../../readings/metrics'
import { placingColumns, type Standing, standingOf } from '../../../studies/standing'
import { capital, metricTitle } from '../../state/labels/metric-labels'
import { scoreOf } from '../../state/labels/run-label'
import type { FinalColumn } from '../../state/runs/run-columns'
import { type Band, groupCell, groupTitle, type RunGroup, spreadOf } from '../../state/runs/run-groups'
import type { Row } from './sorted-rows'

interface Compared {
  readonly metric: Metric
  readonly standing: Standing
}

/** In the deciding metric, over the seeds that all groups have; null for one group, or where different metrics decide. */
function comparedGroups(groups: readonly RunGroup[]): Compared | null {
  const metrics = groups.flatMap(({ runs }) => runs.map(scoreOf))
  const [metric] = metrics
  if (groups.length < 2 || !metric || metrics.some(({ name }) => name !== metric.name)) return null
  const contenders = groups.map((group) => ({
    title: groupTitle(group),
    results: new Map(
      group.runs.flatMap(({ experiment, finals }) => {
        const value = finals.values[metric.name]
        return value === undefined || !Number.isFinite(value) ? [] : [[experiment.run.seed, value] as const]
      }),
    ),
  }))
  return { metric, standing: standingOf(contenders, metric) }
}

/** A column of the table of groups. */
interface GroupColumn extends Pick<FinalColumn, 'title' | 'term' | 'unit'> {
  readonly cell: (group: RunGroup, at: number) => string
  /** The sort key: the mean of the group, if it has one. */
  readonly key: (group: RunGroup, at: number) => number | string | undefined
}

/** The columns of the table of groups: behind the deciding metric, how far each group is behind the best. */
export function groupColumns(columns: readonly FinalColumn[], band: Band, groups: readonly RunGroup[]): GroupColumn[] {
  const compared = comparedGroups(groups)
  const deciding = compared && capital(metricTitle(compared.metric))
  return columns.flatMap((column): GroupColumn[] => {
    const cell = (group: RunGroup) => groupCell(column, group, band)
    const key = (group: RunGroup) => (column.value ? spreadOf(group.runs.map(column.value), band)?.mean : cell(group))
    const own = { ...column, cell, key }
    return compared && column.title === deciding ? [own, ...placedColumns(compared)] : [own]
  })
}

const placedColumns = ({ metric, standing }: Compared): GroupColumn[] =>
  placingColumns(metric).map(({ title, term, text }) => {
    const cell = (_: RunGroup, at: number) => text(standing.placings[at]!)
    return { title, term, cell, key: cell }
  })

export const groupedRows = (groups: readonly RunGroup[], columns: readonly GroupColumn[]): Row[] =>
  groups.map((group, at) => ({
    id: group.id,
    title: groupTitle(group),
    cells: columns.map(({ cell }) => cell(group, at)),
    keys: columns.map(({ key }) => key(group, at)),
  }))

/** The verdict over the groups, and a warning where their runs are not equally long; null where they cannot be compared. */
export function verdictOf(groups: readonly RunGroup[]): string | null {
  const compared = comparedGroups(groups)
  if (!compared) return null
  const equal = new Set(groups.flatMap(({ runs }) => runs.map(({ step }) => step))).size === 1
  return `${capital(compared.standing.sentence)}${equal ? '' : ' These runs were not trained for the same number of steps.'}`
}
