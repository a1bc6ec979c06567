/** Recordings with boxes: writes a folder of them, and imports it through the dialog as a user does. */
import { expect, type Lab } from './lab'

export const boxWizard = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Recordings with boxes', exact: true })
export const dataDialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Data sets' })

/** Opens the import dialog and chooses a folder. */
export async function openBoxes(lab: Lab, folder: string): Promise<void> {
  await lab.button('Data sets …').click()
  await dataDialog(lab).getByRole('button', { name: 'Recordings with boxes …' }).click()
  await boxWizard(lab).locator('input[type=file]').nth(1).setInputFiles(folder)
  await expect(boxWizard(lab).getByRole('button', { name: 'Convert and keep' })).toBeVisible()
}

/** Imports a folder with the default settings. The list of data sets stays open. @param name the name of the set. */
export async function importBoxes(lab: Lab, folder: string, name: string): Promise<void> {
  await openBoxes(lab, folder)
  await boxWizard(lab).getByRole('textbox', { name: 'Name' }).fill(name)
  await boxWizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dataDialog(lab)).toContainText(`${name} is in this browser.`)
}
