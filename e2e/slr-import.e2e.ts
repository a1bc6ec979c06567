/** A folder of DVS-SLR: both streams previewed, recordings cut into pairs, converted, trained on, and still there after a reload. */

import { slrFiles, slrPath } from '../src/testing/slr'
import { violations } from './axe'
import { expect, type Lab, removeSets, walk } from './lab'
import { written } from './written'

const wizard = (lab: Lab) => lab.page.getByRole('dialog', { name: 'DVS-SLR to a data set' })
const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Data sets' })

walk('DVS-SLR’s folder is previewed, converted as chosen, trained on, and there after a reload', async ({ lab }, info) => {
  const files = slrFiles({ users: [0, 1, 2, 3], channels: 3 })
  const [lone, torn] = [slrPath(2, 'at', 'dimLED', 'back', 'frame'), slrPath(1, 'drink', 'dimLED', 'front', 'event')]
  const { [lone]: _, ...rest } = files
  const folder = await written(info.outputPath('slr'), { ...rest, [torn]: files[torn]!.subarray(0, 300) })
  await lab.open('#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
  // Without the set, its preset opens as far as possible and says what it needs.
  await lab.address('#dvs-slr.2')
  await expect(lab.page.getByText('DVS-SLR is needed: it is not in this browser.')).toBeVisible()
  await lab.open('#blank.1&T=3&batch=10&epochs=1')
  await lab.button('Data sets …').click()
  await dialog(lab).locator('input[type=file]').nth(1).setInputFiles(folder)
  await expect(wizard(lab)).toContainText(
    'This is DVS-SLR by its names: 23 recordings with events and images, of 4 users, 3 signs, 1 light and 2 positions.',
  )
  await expect(wizard(lab)).toContainText(
    'user2_at_dimLED_back_event.npz has no images next to it: user2_at_dimLED_back_frame.npz is missing.',
  )
  await expect(wizard(lab).getByRole('row', { name: '20 other 6 2' })).toBeVisible()
  await expect(wizard(lab)).toContainText('17 for training, 6 for testing')
  // Four images make three pairs; a sample of six seconds has 120 steps.
  await expect(wizard(lab)).toContainText('5 events in 150 ms, 4 images. 3 pairs: the last is repeated up to step 120.')
  await expect(wizard(lab).getByRole('img', { name: 'Image of user 0, at, dimLED, front, step 61 of 120' })).toBeVisible()
  expect(await violations(lab.page, 'dialog')).toEqual([])

  // Another recording: one that cannot be read says so, and the import can continue.
  await wizard(lab).getByRole('combobox', { name: 'User' }).selectOption('1')
  await wizard(lab).getByRole('combobox', { name: 'Sign' }).selectOption('drink')
  await expect(wizard(lab)).toContainText(
    'user1_drink_dimLED_front_event.npz is truncated: the directory at the end of this zip file is missing.',
  )

  const typed = async (name: string, value: string) => {
    await wizard(lab).getByRole('spinbutton', { name }).fill(value)
    await wizard(lab).getByRole('spinbutton', { name }).press('Enter')
  }
  await typed('Interval', '100')
  await expect(wizard(lab).getByRole('spinbutton', { name: 'Steps' })).toHaveValue('60')
  await typed('Interval', '50')
  await typed('Steps', '3')
  await typed('Frame width', '16')
  await typed('Frame height', '16')
  await wizard(lab).getByRole('combobox', { name: 'Images' }).selectOption('in color')
  await wizard(lab).getByRole('checkbox', { name: 'User 1' }).press('Space')
  await wizard(lab).getByRole('checkbox', { name: 'User 3' }).uncheck()
  await expect(wizard(lab)).toContainText('17 for training, 6 for testing')
  await wizard(lab).getByRole('checkbox', { name: 'User 1' }).uncheck()
  await expect(wizard(lab).getByRole('alert')).toHaveText('No user who is here is for testing: choose some.')
  await expect(wizard(lab).getByRole('button', { name: 'Convert and keep' })).toBeDisabled()
  await wizard(lab).getByRole('checkbox', { name: 'User 1' }).check()

  // Closing and reopening the dialog loses no choice.
  await lab.page.keyboard.press('Escape')
  await lab.button('Data sets …').click()
  await dialog(lab).getByRole('button', { name: 'Make a set of them …' }).click()
  await expect(wizard(lab).getByRole('spinbutton', { name: 'Steps' })).toHaveValue('3')

  await expect(wizard(lab).getByRole('combobox', { name: 'Then' })).toHaveValue('dvs-slr')
  await expect(wizard(lab)).toContainText(/of both streams, and [\d.]+ [KMG]i?B of network/)
  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dialog(lab)).toContainText('DVS-SLR is in this browser')
  await expect(dialog(lab)).toContainText(
    'for testing: user 1. No split of DVS-SLR was published. 23 recordings are here; all of DVS-SLR are 5,418.',
  )
  await expect(dialog(lab)).toContainText('1 of 23 recordings could not be read and is left out.')
  await expect(dialog(lab).getByRole('row', { name: /^DVS-SLR/ })).toContainText('17 + 5')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  const { data, network } = await lab.experiment()
  expect(data).toMatchObject({ kind: 'dvsSlr', dt: 50, frames: 3, cut: 'center', height: 16, width: 16, channels: 3, testUsers: [1] })
  expect(network).toMatchObject({ kind: 'layers', fusion: { kind: 'cmaV1' } })
  await lab.step(3)
  expect((await lab.metrics()).trainLoss!.step).toEqual([1, 2, 3])

  // A pinned sample: both cameras' recordings, the scores each stream gives the other, and the accuracy by group.
  const inspector = lab.region('Inspector')
  await expect(inspector.getByRole('img', { name: /^Events, all 3 steps.* the frame at the end of step 3/ })).toBeVisible()
  await expect(inspector).toContainText(/Taken: dimLED, (front|back), user 1\./)
  await expect(inspector.getByRole('img', { name: /^Temporal scores/ })).toBeVisible()
  expect((await lab.call('scores', 0)).map(({ stream, of, shape }) => [stream, of, shape])).toEqual([
    ['event', 'temporal', [3, 1]],
    ['frame', 'spatial', [4, 4]],
  ])
  const counts = async () => (await lab.evaluate()).confusion.flat().reduce((a, b) => a + b, 0)
  expect(await counts()).toBe(5)
  await inspector.getByRole('radio', { name: 'test set' }).check({ force: true })
  await expect(inspector.getByRole('group', { name: 'Accuracy by group' }).getByRole('row', { name: /^back .* of 3$/ })).toBeVisible()

  await lab.reload()
  await lab.button('Data sets …').click()
  await expect(dialog(lab).getByRole('row', { name: /^DVS-SLR/ })).toContainText('17 + 5')
  await expect(dialog(lab).getByRole('row', { name: /^DVS-SLR/ })).toContainText('in use')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  await lab.step(2)
  expect((await lab.state()).step).toBe(2)
  expect(await counts()).toBe(5)
})
