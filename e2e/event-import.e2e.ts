/**
 * A folder of event recordings, with or without images: previewed, cut into frames, converted, trained on, and still there after a reload.
 */

import { aedat4File, eventsPacket, imagePacket, type Row, xmlOf } from '../src/testing/aedat4'
import { nMnistFiles } from '../src/testing/recordings'
import { violations } from './axe'
import { expect, type Lab, removeSets, walk } from './lab'
import { written } from './written'

const wizard = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Event recordings to a data set' })
const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Data sets' })

walk('N-MNIST’s folders are previewed, converted as chosen, trained on, and there after a reload', async ({ lab }, info) => {
  const noise = Uint8Array.from({ length: 600 }, (_, i) => (i * 37 + (i >> 3) * 91) & 255)
  const folder = await written(info.outputPath('n-mnist'), { ...nMnistFiles(), 'Train/4/99999.bin': noise })
  await lab.open('#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
  await lab.button('Data sets …').click()
  await dialog(lab).locator('input[type=file]').nth(1).setInputFiles(folder)
  await expect(wizard(lab)).toContainText('This is N-MNIST by its folders: 101 recordings in 10 classes, ATIS .bin, on 34 × 34 pixels.')
  await expect(wizard(lab).getByRole('row', { name: '4 9 2' })).toBeVisible()
  await expect(wizard(lab)).toContainText('101 samples are here; all of N-MNIST are 70,000.')
  await expect(wizard(lab)).toContainText('Graphics memory')
  await expect(wizard(lab)).toContainText(/In the \d+ of 101 samples that were looked at:.*are in no frame/s)
  expect(await violations(lab.page, 'dialog')).toEqual([])

  await wizard(lab).getByRole('combobox', { name: 'Rule' }).selectOption('SpikingJelly')
  await expect(wizard(lab)).toContainText('Every event of the recordings looked at is counted.')
  await wizard(lab).getByRole('spinbutton', { name: 'Frames' }).fill('4')
  await wizard(lab).getByRole('spinbutton', { name: 'Frames' }).press('Enter')
  await wizard(lab).getByRole('combobox', { name: 'Then' }).selectOption('use it in the open experiment')

  // To the player and back.
  await wizard(lab)
    .getByRole('button', { name: /^Counts of events of a sample of 3/ })
    .click()
  await expect(lab.page.getByRole('dialog', { name: 'Event player' })).toContainText('Train/3/00004.bin')
  await lab.page.keyboard.press('Escape')
  await expect(wizard(lab).getByRole('spinbutton', { name: 'Frames' })).toHaveValue('4')
  await lab.page.keyboard.press('Escape')
  await lab.button('Data sets …').click()
  await dialog(lab).getByRole('button', { name: 'Make a set of them …' }).click()
  await expect(wizard(lab).getByRole('spinbutton', { name: 'Frames' })).toHaveValue('4')

  // Another page holds the lock on the data sets: the conversion waits and is canceled, and all choices remain.
  await lab.page.evaluate(
    () =>
      new Promise<void>((held) => {
        void navigator.locks.request('membrane data sets', () => {
          held()
          return new Promise<void>((release) => Object.assign(window, { release }))
        })
      }),
  )
  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(wizard(lab).getByText(/^Checking the samples|^Keeping the samples/)).toBeVisible()
  await wizard(lab).getByRole('button', { name: 'Cancel' }).click()
  await expect(wizard(lab).getByRole('alert')).toHaveText('The import was cancelled.')
  await lab.page.evaluate(() => (window as unknown as { release(): void }).release())

  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dialog(lab)).toContainText('N-MNIST is in this browser, and the experiment uses it.')
  await expect(dialog(lab)).toContainText('Frames of equal times by SpikingJelly’s rule, of the whole sensor.')
  await expect(dialog(lab)).toContainText(
    '1 of 101 recordings could not be read and is left out. n-mnist/Train/4/99999.bin is no recording',
  )
  await expect(dialog(lab).getByRole('row', { name: /^N-MNIST/ })).toContainText('80 + 20')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  const { data, encoder } = await lab.experiment()
  expect(data).toMatchObject({ kind: 'nMnist', frames: 4, convention: 'spikingJelly', batch: 10 })
  expect(encoder.kind).toBe('frames')
  await lab.step(2)

  await lab.reload()
  await lab.step(1)
  expect((await lab.evaluate()).confusion.flat().reduce((a, b) => a + b, 0)).toBe(20)
})

/** A bar that moves right or left over 24 × 16 pixels, as a DAVIS records it: events at its edge, and five images. */
function davisFile(direction: 1 | -1): Uint8Array {
  const [width, height] = [24, 16]
  const at = (x: number) => (direction > 0 ? x : width - 1 - x)
  const rows = Array.from({ length: 20 }, (_, x) => x).flatMap((x) =>
    [4, 5, 6, 7].flatMap((y): Row[] => [
      [1000 + 1000 * x, at(x + 3), y, 1],
      [1000 + 1000 * x, at(x), y, 0],
    ]),
  )
  const pictures = [0, 1, 2, 3, 4].map((n) => {
    const pixels = new Uint8Array(3 * width * height).fill(60)
    for (let y = 4; y < 8; y++) for (let x = 0; x < 4; x++) pixels.set([40, 120, 240], 3 * (y * width + at(4 * n + x)))
    return imagePacket(1, { time: 1000 + 4000 * n, format: 16, width, height, pixels })
  })
  return aedat4File({ xml: xmlOf({ 0: 'EVTS', 1: 'FRME' }, [width, height]), packets: [...pictures, eventsPacket(0, rows)] })
}

walk('recordings of a camera with images show both, and become a set of two streams', async ({ lab }, info) => {
  const files = (['left', 'right'] as const).flatMap((side) =>
    [1, 2, 3].map((n) => [`${side}/${n}.aedat4`, davisFile(side === 'right' ? 1 : -1)] as const),
  )
  const folder = await written(info.outputPath('bars'), Object.fromEntries(files))
  await lab.open('#csnn.2&data.batch=2&epochs=1')
  await removeSets(lab)
  await lab.button('Data sets …').click()
  await dialog(lab).locator('input[type=file]').nth(1).setInputFiles(folder)
  await expect(wizard(lab)).toContainText('6 recordings in 2 classes, AEDAT 4, on 24 × 16 pixels.')
  const shown = (name: string) => wizard(lab).getByRole('img', { name })
  await expect(shown('Counts of events')).toHaveCount(2)
  await expect(shown('The image')).toHaveCount(0)

  await wizard(lab).getByRole('combobox', { name: 'Images' }).selectOption('are kept, in color')
  await expect(shown('The image at its end')).toHaveCount(2)
  const canvas = shown('The image').first()
  const drawn = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL())
  const isEmpty = () =>
    canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement
      const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
      return !data.some((value) => value > 0)
    })
  await expect.poll(isEmpty).toBe(false)
  const last = await drawn()
  await wizard(lab).getByRole('slider', { name: 'Frame that is shown' }).fill('1')
  await expect(shown('The image with it')).toHaveCount(2)
  await expect.poll(drawn).not.toBe(last)
  expect(await violations(lab.page, 'dialog')).toEqual([])
  await wizard(lab).getByRole('spinbutton', { name: 'Frames' }).fill('4')
  await wizard(lab).getByRole('spinbutton', { name: 'Frames' }).press('Enter')

  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dialog(lab)).toContainText('with the color image at the end of each.')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  const { data, network } = await lab.experiment()
  expect(data).toMatchObject({ kind: 'ownEvents', frames: 4, height: 16, width: 24, pictures: 3, train: 4, test: 2 })
  expect(network).toMatchObject({ fusion: { kind: 'cmaV1' } })
  await lab.step(2)
  await expect(lab.region('Inspector').getByRole('img', { name: /^Events, all 4 steps.* the frame at the end of step 4/ })).toBeVisible()

  await lab.reload()
  await lab.step(1)
  expect((await lab.evaluate()).confusion.flat().reduce((a, b) => a + b, 0)).toBe(2)
})
