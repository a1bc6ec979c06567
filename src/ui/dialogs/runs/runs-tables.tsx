/** The settings in which the selected runs differ: as a table with one column per group, and as CSV with one column per run. */

import { saveCsv } from '../../base/download'
import { Term } from '../../base/help'
import { TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { differencesFile } from '../../state/runs/run-columns'
import { groupDifferences, groupTitle, type RunGroup } from '../../state/runs/run-groups'
import { useRuns } from '../../state/runs/runs'
import { RunMark } from './run-thumbnail'
import css from './runs.module.css'
import { WideTable } from './wide-table'

/** @param groups one run each, unless runs that differ only in the seed are grouped. */
export function DifferencesTable({ groups }: { groups: readonly RunGroup[] }) {
  const slots = useRuns((state) => state.slots)
  const runs = groups.flatMap((group) => group.runs)
  if (runs.length < 2) return null
  const rows = groupDifferences(groups)
  const save = () => saveCsv('run-differences.csv', differencesFile(runs))
  if (rows.length === 0)
    return (
      <section className={css.part}>
        <h3>What differs</h3>
        <p>All settings are the same: these runs differ in nothing but how far they went and where they were computed.</p>
      </section>
    )
  return (
    <WideTable
      title="What differs"
      label="Settings in which the runs differ, scrolling"
      columns={groups.length}
      tools={<TextButton text="CSV" label="Save the differences as CSV" act={save} />}
    >
      <table aria-label="Settings in which the runs differ">
        <thead>
          <tr>
            <th scope="col">Setting</th>
            {groups.map((group) => (
              <th scope="col" key={group.id}>
                <RunMark slot={slots[group.id] ?? 0} /> {groupTitle(group)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, group, label, term, values, changed }) => (
            <tr key={path}>
              <th scope="row">
                {term ? <Term term={term}>{label}</Term> : label} <span className={controlsCss.muted}>{group}</span>
              </th>
              {values.map((value, at) => (
                <td key={groups[at]!.id} data-changed={changed[at] || undefined} className={changed[at] ? css.changed : undefined}>
                  {changed[at] && <span aria-hidden="true">• </span>}
                  {value}
                  {changed[at] && <span className={controlsCss.hidden}>, other than in the first</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  )
}
