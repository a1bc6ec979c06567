/** A table of features: its first rows, which column holds the labels, and how the other columns are used. */

import {
  countsOf,
  featureText,
  namesOf,
  SCALED,
  SHOWN_COLUMNS,
  samplesOf,
  type TableChoice,
  type TableFound,
  type TablePlan,
  tableChoiceFor,
} from '../../../../../data/import/table/schema'
import { counted, grouped } from '../../../../../format'
import { FactsTable } from '../../../../base/facts-table'
import { Scrolling } from '../../../../base/parts'
import { importer } from '../../../../state/imports/data-sets'
import { learnWith } from '../../../../state/imports/import-learner'
import { type ImportField, type ImportProps, importOf, Notes, Refusal, samplesFact } from '../import'
import css from './table-import.module.css'

type Props = ImportProps<TableFound, TableChoice, object, TablePlan, never>

export const tableImport = importOf<TableFound, TableChoice, object, TablePlan, never, Parameters<typeof learnWith>[1]>({
  kind: 'table',
  title: 'A table to a data set',
  holds: 'rows',
  files: [['Tables', 'a CSV or TSV file with a row for each sample, numbers in columns, and a column of labels']],
  about: 'How the table becomes a set',
  begin: (found) => ({ choice: tableChoiceFor(found), shown: {} }),
  preview: (choice) => importer.previewTable(choice),
  convert: (choice, onProgress) => importer.convertTable(choice, onProgress),
  learn: (data) => learnWith(null, data),
  fields,
  refused: ({ preview }) => preview === null,
  Found: ({ found, choice }) => <p>{foundText(found, choice)}</p>,
  Preview: Head,
  Forecast,
})

function fields(found: TableFound, choice: TableChoice): ImportField[] {
  return [
    {
      path: 'titled',
      label: 'First row has names',
      term: 'featureTable',
      control: 'flag',
      help: 'Whether the first row names the columns or is the first sample. Read off the rows: a word over a column of numbers is a name, and so are 0, 1, 2 … or years in order, where no other row counts on like that.',
    },
    {
      path: 'label',
      label: 'Labels',
      term: 'featureTable',
      help: 'The column with the class of each row. Unless chosen, it is the last one with words in it, else the last.',
      choices: namesOf(found, choice).map((label, value) => ({ value, label })),
    },
    {
      path: 'seed',
      label: 'Seed',
      term: 'seed',
      help: 'Chooses the rows for testing: a fifth of each class, at random. The same seed chooses the same rows.',
      min: 0,
      max: 4_294_967_295,
    },
  ]
}

function foundText(found: TableFound, choice: TableChoice): string {
  const { path, first, between } = found
  const names = choice.titled ? 'Its first row names the columns.' : 'No row names the columns.'
  const rows = counted(samplesOf(found, choice).rows, 'row')
  return `${path} has ${rows} and ${counted(first.length, 'column')}, with ${between} between the cells. ${names}`
}

/** The first rows, and the role of each column. */
function Head({ found, choice, preview: plan }: Props) {
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

/** Up to this many classes are listed by name. */
const NAMED = 12

function Forecast({ found, choice, preview: plan, unread }: Props) {
  if (!plan) return <Refusal text={unread} />
  const names = namesOf(found, choice)
  const { classes, features, left } = plan
  const named = classes.slice(0, NAMED).map(({ name, train, test }) => `${name} (${grouped(train)} + ${grouped(test)})`)
  const more = classes.length > NAMED ? `, and ${classes.length - NAMED} more` : ''
  return (
    <section aria-label="What becomes of it" className={css.forecast}>
      <FactsTable
        facts={[
          samplesFact(countsOf(plan)),
          { name: 'Inputs', term: 'featureTable', value: featureText(features.map((c) => names[c]!)) },
          { name: 'Classes, training + test', term: 'halves', value: `${named.join(', ')}${more}` },
        ]}
      />
      <p>{SCALED}</p>
      {left.length > 0 && <Notes label="Columns that are left out, and why" lines={[]} warn={left} max={NAMED} />}
    </section>
  )
}
