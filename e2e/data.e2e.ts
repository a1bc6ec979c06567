/** The user's own data sets: chosen, dropped and fetched, present after a reload, rejected with a reason, canceled, removed. */

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzip, idxFile, npyFile, pngFile, wavFile, zipFile } from '../src/testing/files'
import { hdf5File } from '../src/testing/hdf5'
import { violations } from './axe'
import { expect, type Lab, removeSets, test, walk } from './lab'

/** Images of 8 by 6 pixels in which each class lights its own third. */
const pixels = (count: number) =>
  Uint8Array.from({ length: count * 48 }, (_, i) => (Math.floor((i % 48) / 16) === Math.floor(i / 48) % 3 ? 200 : 10))
const labels = (count: number) => Uint8Array.from({ length: count }, (_, n) => n % 3)
const IDX = {
  'train-images-idx3-ubyte.gz': gzip(idxFile([120, 6, 8], pixels(120))),
  'train-labels-idx1-ubyte.gz': gzip(idxFile([120], labels(120))),
  't10k-images-idx3-ubyte': idxFile([30, 6, 8], pixels(30)),
  't10k-labels-idx1-ubyte': idxFile([30], labels(30)),
}
const NPZ = zipFile({
  'x_train.npy': npyFile(
    '<f4',
    [90, 6, 8],
    Float32Array.from(pixels(90), (byte) => byte / 255),
  ),
  'y_train.npy': npyFile('<i8', [90], BigInt64Array.from([...labels(90)], BigInt)),
})
/** Settings that fit such a small set. */
const SMALL = '#blank.1&T=3&batch=10&epochs=1'

const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Data sets' })
const files = (of: Readonly<Record<string, Uint8Array>>) =>
  Object.entries(of).map(([name, bytes]) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }))

/** Removes the sets of earlier tests through the dialog, so that only those that ship with the lab remain. */
async function open(lab: Lab, hash: string): Promise<void> {
  await lab.open(hash)
  await removeSets(lab)
}

async function choose(lab: Lab, of: Readonly<Record<string, Uint8Array>>): Promise<void> {
  await lab.button('Data sets …').click()
  await dialog(lab).locator('input[type=file]').first().setInputFiles(files(of))
}

walk('chosen IDX files are trained on, still there after a reload, and removed', async ({ lab }) => {
  await open(lab, SMALL)
  await choose(lab, IDX)
  await expect(dialog(lab)).toContainText('Images of 8 × 6 is in this browser, and the experiment uses it.')
  const row = dialog(lab).getByRole('row', { name: /Images of 8 × 6/ })
  await expect(row).toContainText('120 + 30')
  await expect(row).toContainText('in use')
  expect(await violations(lab.page, 'dialog')).toEqual([])
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  expect((await lab.experiment()).data).toMatchObject({ kind: 'own', width: 8, height: 6, classes: 3, train: 120, test: 30, batch: 10 })
  await lab.play()
  await lab.idle()
  expect((await lab.state()).kind).toBe('finished')
  expect((await lab.evaluate()).confusion.flat().reduce((a, b) => a + b, 0)).toBe(30)

  await lab.reload()
  expect((await lab.state()).kind).toBe('paused')
  await lab.button('Data sets …').click()
  const before = await lab.link()
  const rename = row.getByRole('button', { name: 'Rename Images of 8 × 6' })
  await rename.click()
  const name = dialog(lab).getByRole('textbox', { name: 'Name of Images of 8 × 6' })
  await expect(name).toBeFocused()
  await name.fill(' ')
  await name.press('Enter')
  await expect(row.getByRole('alert')).toHaveText('A data set needs a name.')
  await name.press('Escape')
  await expect(rename).toBeFocused()
  await rename.press('Enter')
  await name.fill('thirds')
  await name.press('Enter')
  const renamed = dialog(lab).getByRole('row', { name: /^thirds/ })
  await expect(renamed).toContainText('in use')
  await expect.poll(async () => (await lab.experiment()).data).toMatchObject({ name: 'thirds' })
  // An older link refers to the set by its key.
  await lab.call('open', before.slice(before.indexOf('#')))
  await lab.idle()
  expect((await lab.state()).kind).toBe('paused')
  await lab.button('Data sets …').click()
  await expect(renamed).toContainText('in use')
  const remove = renamed.getByRole('button', { name: /^Remove/ })
  await remove.click()
  await remove.click()
  await expect(row).toContainText('Not here. Open the same files')

  await lab.page.reload()
  const health = lab.region('Health')
  await expect(health).toContainText('Images of 8 × 6 is not in this browser.')
  await health.getByRole('button', { name: 'Choose its files' }).click()
  await dialog(lab).locator('input[type=file]').first().setInputFiles(files(IDX))
  await expect(dialog(lab)).toContainText('is in this browser')
  expect((await lab.state()).kind).toBe('paused')
})

walk('an npz dropped anywhere is opened, and undone like any edit', async ({ lab }) => {
  await open(lab, '#blank.1&T=3&batch=100&epochs=1')
  await lab.drop('thirds.npz', NPZ)
  await expect(dialog(lab)).toContainText('thirds is in this browser')
  // A batch is at most the training set; the dialog reports the change, and a note stays at the field.
  await expect(dialog(lab)).toContainText('The batch was 100 and is 81: thirds has 81 training samples.')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  expect((await lab.experiment()).data).toMatchObject({ kind: 'own', name: 'thirds', train: 81, test: 9 })
  await lab.step(2)
  await expect(lab.region('Experiment')).toContainText('A batch is the whole training set of 81 samples')
  await lab.button('Undo').click()
  expect((await lab.experiment()).data).toEqual({ kind: 'mnist', batch: 100 })
  await expect(lab.region('Experiment')).not.toContainText('A batch is the whole')
  // A batch reduced for a small set is restored for a set that is large enough.
  await lab.button('Data sets …').click()
  await dialog(lab).getByRole('button', { name: 'Use thirds', exact: true }).click()
  await expect(dialog(lab)).toContainText('The batch was 100 and is 81')
  await dialog(lab).getByRole('button', { name: 'Use MNIST', exact: true }).click()
  await expect(dialog(lab)).toContainText('The batch was 81 and is 100 again: MNIST has 60,000 training samples.')
  expect((await lab.experiment()).data).toEqual({ kind: 'mnist', batch: 100 })
  await lab.page.keyboard.press('Escape')
})

walk('what is truncated, or no data set at all, is refused by name and changes nothing', async ({ lab }) => {
  await open(lab, SMALL)
  const alert = dialog(lab).getByRole('alert')
  await lab.drop('thirds.npz', NPZ.subarray(0, -30))
  await expect(alert).toHaveText('thirds.npz is truncated: the directory at the end of this zip file is missing.')
  await lab.drop('notes.txt', new TextEncoder().encode('nothing of the kind'))
  await expect(alert).toContainText('notes.txt is a text file, not a data set. IDX files')
  await expect(dialog(lab).getByRole('row')).toHaveCount(3)
  expect((await lab.experiment()).data.kind).toBe('mnist')
})

/** Each class has its own spike, at step 1 + n % 2. */
const spikes = (count: number) =>
  hdf5File({
    spikes: {
      times: { type: 'f2', values: Array.from({ length: count }, (_, n) => [(n % 2) / 128]) },
      units: { type: 'u2', values: Array.from({ length: count }, (_, n) => [n % 2]) },
    },
    labels: { type: 'u1', values: Array.from({ length: count }, (_, n) => n % 2) },
  })
/** A sequence is read one row per step. */
const IN_TIME = '#blank.1&encoder.kind=rows&batch=10&epochs=1'
const SHD = { 'shd_train.h5': spikes(30), 'shd_test.h5.gz': gzip(spikes(10)), 'shd_valid.h5': spikes(4) }

walk('files of spikes are opened, with notes on their conversion, and still there after a reload', async ({ lab }) => {
  await open(lab, IN_TIME)
  await choose(lab, SHD)
  await expect(dialog(lab)).toContainText('SHD is in this browser, and the experiment uses it.')
  const row = dialog(lab).getByRole('row', { name: /^SHD/ })
  await expect(row).toContainText('250 steps × 140')
  await expect(row).toContainText('30 + 10')
  await expect(dialog(lab)).toContainText('shd_valid.h5 is left out: training and test files make the set.')
  expect((await lab.experiment()).data).toEqual({ kind: 'shd', batch: 10 })

  await lab.reload()
  await lab.button('Data sets …').click()
  await expect(row).toContainText('30 + 10')
  const remove = row.getByRole('button', { name: /^Remove/ })
  await remove.click()
  await remove.click()
  await expect(row).toContainText('Not here. shd_train.h5.gz and shd_test.h5.gz, from https://zenkelab.org/datasets/')
})

walk('a folder of recordings becomes a set of words', async ({ lab }, info) => {
  const folder = info.outputPath('animals')
  for (const [i, word] of ['cat', 'dog'].entries())
    for (let n = 0; n < 10; n++) {
      const path = join(folder, word, `${n}.wav`)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, wavFile(Array.from({ length: 4000 }, (_, t) => Math.sin((300 + 200 * i + n) * t * 4e-4))))
    }
  await open(lab, IN_TIME)
  await lab.button('Data sets …').click()
  await dialog(lab).locator('input[type=file]').nth(1).setInputFiles(folder)
  await expect(dialog(lab)).toContainText('animals is in this browser')
  expect((await lab.experiment()).data).toMatchObject({
    kind: 'own',
    name: 'animals',
    values: 'deviations',
    height: 101,
    width: 40,
    train: 18,
  })
})

walk('files of spikes and of sound that are damaged are refused by name', async ({ lab }) => {
  await open(lab, SMALL)
  const alert = dialog(lab).getByRole('alert')
  // A single file opens in the player; as a set, it needs the other file.
  await lab.drop('shd_train.h5', SHD['shd_train.h5'])
  await expect(lab.page.getByRole('dialog', { name: 'Event player' })).toContainText('of 30')
  await lab.page.keyboard.press('Escape')
  await choose(lab, { 'shd_train.h5': SHD['shd_train.h5'] })
  await expect(alert).toHaveText('shd_train.h5 has no test file next to it. Choose both together.')
  await dialog(lab)
    .locator('input[type=file]')
    .first()
    .setInputFiles(files({ ...SHD, 'shd_train.h5': SHD['shd_train.h5'].subarray(0, 2000) }))
  await expect(alert).toContainText('shd_train.h5 is truncated or damaged: HDF5 cannot read all of it.')
  await lab.drop('yes.wav', wavFile([0]))
  await expect(alert).toHaveText('yes.wav lies in no folder. Choose a folder that holds a folder for each word.')
  expect((await lab.experiment()).data.kind).toBe('mnist')
})

walk('a folder of images is decoded by the browser', async ({ lab }, info) => {
  const folder = info.outputPath('pets')
  const colors = { cat: [250, 10, 20], dog: [10, 250, 30] }
  for (const [name, color] of Object.entries(colors))
    for (let n = 0; n < 10; n++) {
      const path = join(folder, name, `${n}.png`)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(
        path,
        pngFile(
          4,
          4,
          3,
          Uint8Array.from({ length: 48 }, (_, i) => color[i % 3]!),
        ),
      )
    }
  await open(lab, SMALL)
  await lab.button('Data sets …').click()
  await dialog(lab).locator('input[type=file]').nth(1).setInputFiles(folder)
  await expect(dialog(lab)).toContainText('pets is in this browser')
  expect((await lab.experiment()).data).toMatchObject({ kind: 'own', name: 'pets', channels: 3, classes: 2, train: 18, test: 2 })
  const { image, label } = await lab.page.evaluate(async () => {
    await window.lab.idle()
    const found = (await navigator.storage.getDirectory()) as unknown as {
      getDirectoryHandle(name: string): Promise<FileSystemDirectoryHandle>
    }
    const sets = (await found.getDirectoryHandle('data-sets')) as unknown as AsyncIterable<[string, FileSystemDirectoryHandle]>
    for await (const [, set] of sets) {
      const bytes = new Uint8Array(await (await (await set.getFileHandle('samples.bin')).getFile()).arrayBuffer())
      return { image: [...bytes.subarray(0, 3)], label: bytes[18 * 48]! }
    }
    throw new Error('no set')
  })
  expect(image).toEqual(Object.values(colors)[label])
  await rowsFit(lab)
})

/** Checks a phone's width and 200 % zoom: whole words in names, nothing cut off, not even a name being edited. */
async function rowsFit(lab: Lab): Promise<void> {
  const usual = lab.page.viewportSize()!
  const box = dialog(lab).getByRole('group', { name: 'The data sets of this browser' })
  const row = box.getByRole('row', { name: /^pets/ })
  for (const width of [390, 720, 1000]) {
    await lab.page.setViewportSize({ ...usual, width })
    await row.getByRole('button', { name: 'Rename pets' }).click()
    await expect(box.getByRole('textbox', { name: 'Name of pets' })).toBeVisible()
    expect(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(1)
    await lab.page.keyboard.press('Escape')
    const lines = await box.getByRole('rowheader', { name: 'Spoken digits' }).evaluate((name) => {
      const words = document.createRange()
      words.selectNodeContents(name)
      return words.getClientRects().length
    })
    expect(lines).toBe(1)
  }
  await lab.page.setViewportSize(usual)
}

walk('files by address are fetched when asked, and a fetch can be cancelled', async ({ lab }) => {
  await lab.page.context().route('https://data.example/**', (route) => {
    if (route.request().url().endsWith('thirds.npz'))
      return route.fulfill({ body: Buffer.from(NPZ), headers: { 'access-control-allow-origin': '*' } })
    return route.request().url().endsWith('refused.npz') ? route.abort() : undefined
  })
  await open(lab, SMALL)
  await lab.button('Data sets …').click()
  await dialog(lab).getByText('Fetch by address').click()
  const fetch = async (address: string) => {
    await dialog(lab)
      .getByRole('textbox', { name: /Addresses/ })
      .fill(address)
    await dialog(lab).getByRole('button', { name: 'Fetch' }).click()
  }
  await fetch('https://data.example/endless.npz')
  await dialog(lab).getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog(lab).getByRole('alert')).toHaveText('The import was cancelled.')
  await fetch('https://data.example/thirds.npz')
  await expect(dialog(lab)).toContainText('thirds is in this browser')
})

// A page of its own, because the test ends while a deep network on MNIST is opening, which takes minutes.
test('an experiment on a set that is not here says so in one place, with where to get it, and nothing of the one before', async ({
  lab,
  page,
}) => {
  await lab.open(SMALL)
  await page.getByRole('button', { name: /^Presets/ }).click()
  const card = page.getByRole('option', { name: /^ResNet-19 on CIFAR-10/ })
  await expect(card).toContainText('CIFAR-10 is not here yet')
  await card.click()
  const center = lab.region('Membrane potential')
  await expect(center).toContainText('CIFAR-10 is needed: it is not in this browser.')
  await expect(lab.region('Health')).toContainText('CIFAR-10 is not in this browser.')
  await expect(page.getByRole('complementary', { name: 'Message' })).toHaveCount(0)
  await expect(lab.region('Network').getByRole('button')).toHaveCount(0)
  await expect(page.getByText('Ready, paused at step 0.')).toHaveCount(0)
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('#resnet19-cifar10.2')

  await lab.button('Share').click()
  const share = page.getByRole('dialog', { name: 'Link to this experiment' })
  await expect(share.getByRole('textbox', { name: 'Link' })).toHaveValue(/#resnet19-cifar10\.2$/)
  await expect(share).toContainText('nothing differs from “ResNet-19 on CIFAR-10')
  await share.getByRole('button', { name: 'Close' }).click()

  await center.getByRole('button', { name: 'Where to get it …' }).click()
  const row = dialog(lab).getByRole('row', { name: /^CIFAR-10/ })
  await expect(row).toContainText('Not here. cifar-10-binary.tar.gz')
  await expect(row.getByRole('link')).toHaveAttribute('href', 'https://www.cs.toronto.edu/~kriz/cifar.html')
  await dialog(lab)
    .getByRole('row', { name: /^MNIST/ })
    .getByRole('button', { name: /^Use/ })
    .click()
  await expect(row).toHaveCount(0)
})
