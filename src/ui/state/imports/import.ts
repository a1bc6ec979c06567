/**
 * The import of files as a data set, as the page knows it: the user's choices, the preview, the size of the result, and the conversion. The
 * files themselves are in the worker that opens files, and the dialogs lay everything out.
 */

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { messageOf } from '../../../problem'
import { type OnProgress, work } from './data-sets'

export interface ImportState<Choice, Shown, Preview, Cost> {
  readonly choice: Choice
  /** The part of the files that the preview shows. */
  readonly shown: Shown
  /** The preset that is opened with the set; null: the open experiment learns from it. */
  readonly preset: string | null
  /** The preview of the shown part; null while it is unknown or there is none. */
  readonly preview: Preview | null
  /** Why there is no preview. */
  readonly unread: string | null
  /** The size of the resulting set; null while unknown. */
  readonly cost: Cost | null
}

/** The steps that differ between kinds of import. */
export interface ImportSteps<Found, Choice, Shown, Preview, Cost, Made> {
  /** The initial choice and preview. */
  readonly begin: (found: Found) => { readonly choice: Choice; readonly shown: Shown; readonly preset?: string | null }
  /** Computes the preview. Rejects with a sentence for the user. */
  readonly preview: (choice: Choice, shown: Shown, found: Found) => Promise<Preview | null>
  readonly costs?: (found: Found, choice: Choice, preset: string | null) => Promise<Cost>
  /** Makes the set and saves it. */
  readonly convert: (choice: Choice, onProgress: OnProgress) => Promise<Made>
  /** Opens the experiment that uses the set. */
  readonly learn: (made: Made, preset: string | null) => Promise<void>
}

/**
 * @returns a function that returns the import of what was found in files. It is the same one for the same files, so that a dialog that is
 * reopened shows the previous choices.
 */
export function createImport<Found extends object, Choice, Shown, Preview, Cost, Made>(
  steps: ImportSteps<Found, Choice, Shown, Preview, Cost, Made>,
) {
  type State = ImportState<Choice, Shown, Preview, Cost>
  const open = (found: Found) => {
    const store = createStore<State>(() => ({ preset: null, preview: null, unread: null, cost: null, ...steps.begin(found) }))
    const now = store.getState
    return {
      use: (): State => useStore(store),
      choose: (change: Partial<Choice>): void => store.setState({ choice: { ...now().choice, ...change } }),
      show: (change: Partial<Shown>): void => store.setState({ shown: { ...now().shown, ...change } }),
      set: (change: Partial<Pick<State, 'choice' | 'shown' | 'preset'>>): void => store.setState(change),
      /** Updates the preview and the cost. Results that arrive after the choice has changed are dropped. */
      async look(): Promise<void> {
        const { choice, shown, preset } = now()
        const isNewest = () => now().choice === choice && now().shown === shown
        const seen = steps.preview(choice, shown, found).then(
          (preview) => isNewest() && store.setState({ preview, unread: null }),
          (error: unknown) => isNewest() && store.setState({ preview: null, unread: messageOf(error) }),
        )
        const cost = await steps.costs?.(found, choice, preset)
        if (cost !== undefined && now().choice === choice && now().preset === preset) store.setState({ cost })
        await seen
      },
      convert(): Promise<void> {
        const { choice, preset } = now()
        return work(
          'Reading the files',
          (onProgress) => steps.convert(choice, onProgress),
          (made) => steps.learn(made, preset),
        )
      },
    }
  }
  const opened = new WeakMap<Found, ReturnType<typeof open>>()
  return (found: Found) => {
    const known = opened.get(found) ?? open(found)
    opened.set(found, known)
    return known
  }
}
