/** The type of a walk through states of the screen, and steps that several walks share. */
import { expect, type Lab } from '../lab'

export interface State {
  readonly name: string
  readonly reach?: (lab: Lab) => Promise<unknown>
  readonly leave?: (lab: Lab) => Promise<unknown>
}
export interface Walk {
  readonly name: string
  /** The link that the walk starts with. */
  readonly from: string
  readonly states: readonly State[]
}

export const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'

export const dialog = (lab: Lab, name: string) => lab.page.getByRole('dialog', { name })
/** Opens a link in the current page, without a reload. */
export const opened = (link: string) => (lab: Lab) => lab.call('open', link)

/** Runs a command through the palette. */
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
