/** What the page says: the short message of the status line and the live region. */
import { setLab } from './store'

/** Runs an action and shows what it rejects with. Missing data is said in its own place for as long as it is missing. */
export function attempt(action: Promise<unknown>): void {
  action.catch((error: unknown) => {
    if (!(error instanceof Error)) say(String(error), 'error')
    else if (error.name !== 'DataNotHere') say(error.message, 'error')
  })
}

export const say = (text: string, kind: 'info' | 'error' = 'info'): void => setLab({ notice: { kind, text } })
/** With a button that takes it back. */
export const sayUndone = (text: string): void => setLab({ notice: { kind: 'info', text, undo: true } })
