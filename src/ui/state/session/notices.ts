/** Short messages of the page, in the status line and the live region. */
import { setLab, store } from '../store/store'

/** Runs an action and shows what it rejects with. Missing data is said in its own place for as long as it is missing. */
export function attempt(action: Promise<unknown>): void {
  action.catch((error: unknown) => {
    if (!(error instanceof Error)) say(String(error), 'error')
    else if (error.name !== 'DataNotHere') say(error.message, 'error')
  })
}

export const say = (text: string, kind: 'info' | 'error' = 'info'): void => setLab({ notice: { kind, text } })
/** With a button that takes it back, and a sentence that says so; not where that would lead to settings which the open link hides. */
export function sayUndone(text: string, back = ''): void {
  const { hidden, past, draft } = store.getState()
  const same = JSON.stringify(past.at(-1)?.experiment) === JSON.stringify(draft)
  if (hidden.includes('experiment') && !same) say(text)
  else setLab({ notice: { kind: 'info', text: back ? `${text} ${back}` : text, undo: true } })
}
