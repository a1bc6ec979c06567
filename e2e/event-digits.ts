/** A set of synthetic event recordings that the tests open and train on. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { nMnistFiles } from '../src/testing/recordings'
import { expect, type Lab, removeSets } from './lab'

/** Eighty recordings as four frames each, and a network that trains on them. */
export async function openDigits(lab: Lab, folder: string): Promise<void> {
  for (const [path, bytes] of Object.entries(nMnistFiles())) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  const dialog = (name: string) => lab.page.getByRole('dialog', { name })
  await lab.open('#blank.1&T=3&batch=10&epochs=1&network.hidden=16')
  await removeSets(lab)
  await lab.button('Data sets …').click()
  await dialog('Data sets').locator('input[type=file]').nth(1).setInputFiles(folder)
  const wizard = dialog('Event recordings to a data set')
  await wizard.getByRole('spinbutton', { name: 'Frames' }).fill('4')
  await wizard.getByRole('spinbutton', { name: 'Frames' }).press('Enter')
  await wizard.getByRole('combobox', { name: 'Then' }).selectOption('use it in the open experiment')
  await wizard.getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dialog('Data sets')).toContainText('the experiment uses it.')
  await lab.page.keyboard.press('Escape')
  await lab.idle()
}
