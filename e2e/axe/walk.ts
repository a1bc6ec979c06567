/** What a walk through states of the screen is, and the ways that several walks take. */
import { expect, type Lab } from '../lab'

export interface State {
  readonly name: string
  readonly reach?: (lab: Lab) => Promise<unknown>
  readonly leave?: (lab: Lab) => Promise<unknown>
}
export interface Walk {
  readonly name: string
  /** The link that the walk begins with. */
  readonly from: string
  readonly states: readonly State[]
}

export const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'

export const dialog = (lab: Lab, name: string) => lab.page.getByRole('dialog', { name })
/** Opened in the page that is there, without loading it again. */
export const opened = (link: string) => (lab: Lab) => lab.call('open', link)

/** By the palette: what is named there can be reached so. */
export async function take(lab: Lab, words: string): Promise<void> {
  await lab.page.keyboard.press('Control+k')
  await dialog(lab, 'Find an action').getByRole('combobox').fill(words)
  await lab.page.keyboard.press('Enter')
  await expect(dialog(lab, 'Find an action')).toHaveCount(0)
}

export async function shows(lab: Lab, words: string, name: string): Promise<void> {
  await take(lab, words)
  await expect(dialog(lab, name)).toBeVisible()
}
