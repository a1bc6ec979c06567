/**
 * A table of features on its way to a data set, as the page knows it: what was chosen of how it does, what that makes of it, and the
 * conversion. The table itself is in the worker that opens files.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type TableChoice, type TableFound, type TablePlan, tableChoiceFor } from '../../../data/import/table/schema'
import { showDialog } from '../selection/select'
import { importer, useData, work } from './data-sets'
import { learnWith } from './import-learner'

interface TableImportState {
  readonly choice: TableChoice | null
  /** What the choice makes of the table; null: not known yet, or nothing. */
  readonly plan: TablePlan | null
  /** Why it makes nothing. */
  readonly refusal: string | null
}

const EMPTY = { choice: null, plan: null, refusal: null } as const
const state = createStore<TableImportState>(() => EMPTY)
export const useTableImport = <T>(select: (state: TableImportState) => T): T => useStore(state, select)
export const useTableFound = (): TableFound | null => useData((data) => data.table)

/** Shows a table that was opened. */
export function offerTable(found: TableFound): void {
  state.setState({ ...EMPTY, choice: tableChoiceFor(found) })
  showDialog('tableImport')
}

export function chooseTable(change: Partial<TableChoice>): void {
  const { choice } = state.getState()
  if (choice) state.setState({ choice: { ...choice, ...change }, plan: null, refusal: null })
}

/** What the choice makes of the table. An answer that comes after the choice has changed is dropped. */
export async function lookAtTable(): Promise<void> {
  const { choice } = state.getState()
  if (!choice) return
  const isNewest = () => state.getState().choice === choice
  await importer.previewTable(choice).then(
    (plan) => isNewest() && state.setState({ plan, refusal: null }),
    (error: unknown) => isNewest() && state.setState({ plan: null, refusal: error instanceof Error ? error.message : String(error) }),
  )
}

/** Makes the set; then the open experiment learns from it. */
export function convertTable(): Promise<void> {
  const { choice } = state.getState()
  if (!choice) return Promise.resolve()
  return work(
    'Reading the table',
    (onProgress) => importer.convertTable(choice, onProgress),
    (data) => learnWith(null, data),
  )
}
