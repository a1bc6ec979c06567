/** The settings in which chosen runs differ, as a table and as CSV. */

import type { RunSummary } from '../../../runs/record'
import { saveCsv } from '../../base/download'
import { TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { differencesFile, differencesOf, runTitle } from '../../state/run-words'
import { useRuns } from '../../state/runs'
import { RunMark } from './run-thumbnail'
import css from './runs.module.css'
import { WideTable } from './wide-table'

export function DifferencesTable({ runs }: { runs: readonly RunSummary[] }) {
  const slots = useRuns((state) => state.slots)
  if (runs.length < 2) return null
  const rows = differencesOf(runs.map(({ experiment }) => experiment))
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
      columns={runs.length}
      tools={<TextButton text="CSV" label="Save the differences as CSV" act={save} />}
    >
      <table aria-label="Settings in which the runs differ">
        <thead>
          <tr>
            <th scope="col">Setting</th>
            {runs.map((run) => (
              <th scope="col" key={run.id}>
                <RunMark slot={slots[run.id] ?? 0} /> {runTitle(run)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, group, label, values, changed }) => (
            <tr key={path}>
              <th scope="row">
                {label} <span className={controlsCss.muted}>{group}</span>
              </th>
              {values.map((value, at) => (
                <td key={runs[at]!.id} data-changed={changed[at] || undefined} className={changed[at] ? css.changed : undefined}>
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
