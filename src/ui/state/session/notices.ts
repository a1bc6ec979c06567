/** Short messages of the page, in the status line and the live region. */
import { setLab, store } from '../store/store'

/** Runs an action and shows its error. Missing data is not reported here, because the page shows that for as long as it lasts. */
export function attempt(action: Promise<unknown>): void {
  action.catch((error: unknown) => {
    if (!(error instanceof Error)) say(String(error), 'error')
    else if (error.name !== 'DataNotHere') say(error.message, 'error')
  })
}

export const say = (text: string, kind: 'info' | 'error' = 'info'): void => setLab({ notice: { kind, text } })
/** Shows a message with an Undo button and a sentence about it; without them where undo would lead to settings that the open link hides. */
export function sayUndone(text: string, back = ''): void {
  const { hidden, past, draft } = store.getState()
  const same = JSON.stringify(past.at(-1)?.experiment) === JSON.stringify(draft)
  if (hidden.includes('experiment') && !same) say(text)
  else setLab({ notice: { kind: 'info', text: back ? `${text} ${back}` : text, undo: true } })
}
