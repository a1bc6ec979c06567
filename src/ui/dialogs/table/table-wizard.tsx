/** A table of features on its way to a data set: its first rows, which column has the labels, what becomes of the others, and the conversion. */

import { useEffect } from 'react'
import {
  countsOf,
  featureWords,
  namesOf,
  SCALED,
  SHOWN_COLUMNS,
  samplesOf,
  type TableChoice,
  type TableFound,
  type TablePlan,
} from '../../../data/import/table/schema'
import { counted, grouped } from '../../../format'
import { Check, Choice, Count } from '../../base/choice-rows'
import { classesOf } from '../../base/classes'
import { FactsTable } from '../../base/facts-table'
import { Scrolling } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import viewCss from '../../base/style/view.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { useData } from '../../state/imports/data-sets'
import { chooseTable, convertTable, lookAtTable, useTableFound, useTableImport } from '../../state/imports/table-import'
import { attempt } from '../../state/session/notices'
import { ConversionStart } from '../../views/shared/conversion-start'
import { Modal } from '../../views/shared/dialog'
import css from './table-wizard.module.css'

export function TableWizard() {
  const found = useTableFound()
  const choice = useTableImport((state) => state.choice)
  return (
    <Modal title="A table to a data set" className={modalCss.wide}>
      {found && choice ? <Wizard found={found} choice={choice} /> : <p className={viewCss.empty}>No table is open.</p>}
    </Modal>
  )
}

function Wizard({ found, choice }: { found: TableFound; choice: TableChoice }) {
  const plan = useTableImport((state) => state.plan)
  const converting = useData((data) => data.work !== null)
  useEffect(() => {
    if (!converting) attempt(lookAtTable())
  }, [choice, converting])
  return (
    <>
      <p>{foundWords(found, choice)}</p>
      <fieldset disabled={converting} className={classesOf(wizardCss.form, css.choices)} aria-label="How the table becomes a set">
        <Check
          label="First row has names"
          term="featureTable"
          help="Whether the first row names the columns or is the first sample. Told by the rows: a word over a column of numbers is a name, and so are 0, 1, 2 … or years in order, where no other row counts on like that."
          value={choice.titled}
          change={(titled) => chooseTable({ titled })}
        />
        <Choice
          label="Labels"
          term="featureTable"
          help="The column that says the class of each row. Unless chosen, it is the last one with words in it, else the last."
          value={String(choice.label)}
          options={namesOf(found, choice).map((name, c): [string, string] => [String(c), name])}
          change={(value) => chooseTable({ label: Number(value) })}
        />
        <Count
          label="Seed"
          term="seed"
          help="Chooses the rows for testing: a fifth of each class, at random. The same seed chooses the same rows."
          min={0}
          max={4_294_967_295}
          value={choice.seed}
          change={(seed) => chooseTable({ seed })}
        />
      </fieldset>
      <Head found={found} choice={choice} plan={plan} />
      <Forecast names={namesOf(found, choice)} />
      <ConversionStart convert={convertTable} refused={plan === null} />
    </>
  )
}

function foundWords(found: TableFound, choice: TableChoice): string {
  const { path, first, between } = found
  const names = choice.titled ? 'Its first row names the columns.' : 'No row names the columns.'
  const rows = counted(samplesOf(found, choice).rows, 'row')
  return `${path} has ${rows} and ${counted(first.length, 'column')}, with ${between} between the cells. ${names}`
}

/** The first rows, and what each column is for. */
function Head({ found, choice, plan }: { found: TableFound; choice: TableChoice; plan: TablePlan | null }) {
  const { rows, head } = samplesOf(found, choice)
  const columns = namesOf(found, choice)
  const names = columns.slice(0, SHOWN_COLUMNS)
  const purposes = names.map((_, c) => (c === choice.label ? 'labels' : plan?.features.includes(c) ? 'feature' : plan ? 'left out' : ''))
  const all = head.length === rows && names.length === columns.length
  return (
    <Scrolling className={css.head} label="The first rows of the table">
      <table>
        {!all && (
          <caption>
            The first {counted(head.length, 'row')}
            {names.length < columns.length && ` and ${counted(names.length, 'column')}`}
          </caption>
        )}
        <thead>
          <tr>
            {names.map((name, c) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names may come twice
              <th key={c} scope="col" data-for={purposes[c]}>
                {name}
                <small>{purposes[c]}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {head.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names
            <tr key={row}>
              {cells.map((cell, c) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor have cells
                <td key={c} data-for={purposes[c]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

/** Classes that are named one by one. */
const NAMED = 12

function Forecast({ names }: { names: readonly string[] }) {
  const plan = useTableImport((state) => state.plan)
  const refusal = useTableImport((state) => state.refusal)
  if (refusal !== null)
    return (
      <p role="alert" className={classesOf(controlsCss.problem, controlsCss.error)}>
        {refusal}
      </p>
    )
  if (!plan) return null
  const { classes, features, left } = plan
  const { train, test } = countsOf(plan)
  const named = classes.slice(0, NAMED).map(({ name, train, test }) => `${name} (${grouped(train)} + ${grouped(test)})`)
  const more = classes.length > NAMED ? `, and ${classes.length - NAMED} more` : ''
  return (
    <section aria-label="What becomes of it" className={css.forecast}>
      <FactsTable
        facts={[
          { name: 'Samples', term: 'halves', value: `${grouped(train)} for training, ${grouped(test)} for testing` },
          { name: 'Inputs', term: 'featureTable', value: featureWords(features.map((c) => names[c]!)) },
          { name: 'Classes, training + test', term: 'halves', value: `${named.join(', ')}${more}` },
        ]}
      />
      <p>{SCALED}</p>
      {left.length > 0 && (
        <ul className={wizardCss.notes} aria-label="Columns that are left out, and why">
          {left.slice(0, NAMED).map((sentence) => (
            <li key={sentence} className={controlsCss.warnText}>
              {sentence}
            </li>
          ))}
          {left.length > NAMED && <li className={controlsCss.warnText}>And {grouped(left.length - NAMED)} more.</li>}
        </ul>
      )}
    </section>
  )
}
