/** What users expect of a training lab in a browser, by number: sharing, exporting and importing. */
import { readFile } from 'node:fs/promises'
import type { Dataset } from 'h5wasm'
import { openHdf5File } from '../src/data/formats/hdf5-file'
import { readNirFile, writeNirFile } from '../src/interop/nir/file'
import { readSafetensors } from '../src/interop/safetensors'
import { npyFile, pngFile, zipFile } from '../src/testing/files'
import { rockpool } from '../src/testing/nir/layouts'
import { expect, Lab, removeSets, walk } from './lab'
import { filesOf } from './zip'

const SMALL = '#blank.1&T=3&batch=50&epochs=1&network.hidden=16'

walk('14 · a link is copied, which is said, has a QR code, opens paused, and lists what differs from the preset', async ({ lab, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await lab.open(`${SMALL}&neuron.threshold=0.5`)
  await lab.step(2)
  await lab.button('Share').click()
  const dialog = page.getByRole('dialog', { name: 'Link to this experiment' })
  await expect(dialog.getByRole('status')).toHaveText('Link copied.')
  await expect(dialog).toContainText('paused at step 0, and that 5 settings differ from')
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  // The QR code encodes this link: another link has other modules.
  await dialog.getByRole('button', { name: 'QR code of the link: show it large' }).click()
  const code = dialog.getByRole('img', { name: `QR code of the link ${link}` })
  expect((await code.locator('path').getAttribute('d'))!.length).toBeGreaterThan(1000)
  const other = new Lab(await page.context().newPage())
  await other.page.goto(link)
  await other.page.waitForFunction(() => 'lab' in window)
  expect(await other.state()).toMatchObject({ kind: 'paused', step: 0 })
  expect(await other.experiment()).toEqual(await lab.experiment())
  const notes = other.page.getByRole('complementary', { name: 'About this link' })
  await notes.getByText('What differs').click()
  await expect(notes.getByRole('listitem')).toHaveCount(5)
  await expect(notes.getByRole('listitem').filter({ hasText: 'Threshold' })).toContainText('0.5')
  await other.page.close()
})

/** The numbers of an array in an .npy file, after its header. */
const numbersOf = (npy: Uint8Array): Float32Array => {
  const head = 10 + npy[8]! + 256 * npy[9]!
  return new Float32Array(npy.slice(head).buffer)
}

walk('15 · everything can be taken away: weights, code, NIR, metrics, rasters, and each chart as a figure', async ({ lab, page }) => {
  await lab.open(`${SMALL}&neuron.threshold=0.3`)
  await lab.step(4)
  const { accuracy } = await lab.evaluate()
  const zip = await filesOf(Uint8Array.from(await lab.call('everything')))
  const text = (path: string) => new TextDecoder().decode(zip.get(path))

  await walk.step('weights by name, the same that are learned', async () => {
    expect(zip.get('weights.safetensors')).toEqual(Uint8Array.from(await lab.call('weights')))
    const { tensors } = readSafetensors(zip.get('weights.safetensors')!.slice().buffer)
    expect(tensors.map(({ name, shape }) => `${name} ${shape.join()}`)).toContain('linear1.weight 16,784')
  })
  await walk.step('metrics as CSV, JSON and events of TensorBoard', async () => {
    const { trainLoss } = await lab.metrics()
    const json = JSON.parse(text('metrics.json')) as Record<string, { step: number[]; value: number[] }>
    expect(json.trainLoss).toEqual(trainLoss)
    expect(json.testAccuracy!.value.at(-1)).toBeCloseTo(accuracy, 6)
    const rows = text('metrics.csv')
      .trim()
      .split('\n')
      .map((row) => row.split(','))
    const column = rows[0]!.indexOf('trainLoss')
    expect(rows.filter(([, split]) => split === 'train').map((row) => Math.fround(Number(row[column])))).toEqual(trainLoss!.value)
    const events = [...zip.keys()].find((path) => path.includes('tfevents'))!
    expect(new TextDecoder('latin1').decode(zip.get(events))).toContain('brain.Event:2')
  })
  await walk.step('potentials and spikes of the samples as NumPy arrays and as NIRData', async () => {
    const { data } = await lab.call('potentials', 'lif1', 0)
    const spikes = (await lab.call('spikes', 'lif1', 0)).data.reduce((a, b) => a + b, 0)
    expect(spikes).toBeGreaterThan(0)
    expect([...numbersOf(zip.get('samples/lif1.potentials.npy')!).subarray(0, data.length)]).toEqual(data)
    for (const [bytes, samples] of [
      [zip.get('samples/pinned.nirdata.h5')!, 16],
      [Uint8Array.from(await lab.call('nirData', 'steps')), 1],
    ] as const) {
      const { file, close } = await openHdf5File(bytes.length, (from, count) => bytes.subarray(from, from + count))
      const of = (path: string) => file.get(`/nodes/lif1/observables/${path}`) as Dataset
      expect(of('membrane/data').shape).toEqual([samples, 3, 16])
      expect([...(of('membrane/data').value as Float32Array).subarray(0, data.length)]).toEqual(data)
      const [, events] = of('spikes/idx').shape!
      expect((of('spikes/idx').value as BigInt64Array).slice(0, events).filter((neuron) => neuron >= 0n)).toHaveLength(spikes)
      close()
    }
  })
  await walk.step('the network for other frameworks, as code and as a graph', async () => {
    for (const framework of ['spikingJelly', 'snnTorch', 'norse'])
      expect((await lab.call('code', framework)).text).toContain('class Network(nn.Module)')
    const graph = await readNirFile(Uint8Array.from((await lab.call('nir', 'euler')).file))
    expect([...graph.nodes.keys()].sort()).toEqual(['input', 'lif1', 'linear1', 'linearOut', 'output'])
  })
  await walk.step('from the dialog, for who has no script', async () => {
    await lab.button('Share').click()
    const dialog = page.getByRole('dialog', { name: 'Link to this experiment' })
    await dialog.getByText('For other frameworks and chips: NIR').click()
    for (const [button, name] of [
      ['Save weights', 'blank.safetensors'],
      ['Save as NIR', 'blank.nir'],
      ['Save the sample as NIRData', 'blank.nirdata.h5'],
      ['Save everything (.zip)', 'blank.zip'],
    ] as const) {
      const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: button, exact: true }).click()])
      expect(file.suggestedFilename()).toBe(name)
    }
    await page.keyboard.press('Escape')
  })
  await walk.step('every chart as SVG and PNG', async () => {
    for (const view of [
      'Membrane potential',
      'Gradient-available fraction',
      'Gradient norm',
      'Spike raster',
      'Learning curves',
      'Weights',
    ]) {
      await lab.region(view).getByLabel('Save', { exact: true }).first().click()
      await lab.region(view).getByRole('button', { name: 'Figure (SVG, PNG) …' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'Save figure' })
      await expect(dialog.getByRole('img')).toBeVisible()
      // SVG comes last, because the format is remembered and the page is shared.
      for (const [format, first] of [
        ['PNG', '\x89PNG'],
        ['SVG', '<svg'],
      ] as const) {
        await dialog.getByRole('group', { name: 'Format' }).getByRole('radio', { name: format }).check({ force: true })
        const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: `Save ${format}` }).click()])
        expect((await readFile(await file.path(), 'latin1')).slice(0, 200), view).toContain(first)
      }
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
    }
  })
})

walk('16 · weights and networks of others are opened where they are dropped, anywhere on the page', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(3)
  const trained = Uint8Array.from(await lab.call('weights'))
  await lab.reset()
  expect(await lab.call('weights')).not.toEqual([...trained])
  await lab.drop('trained.safetensors', trained, lab.region('Health'))
  await expect.poll(() => lab.call('weights')).toEqual([...trained])
  await lab.drop('rockpool.nir', await writeNirFile(rockpool()), lab.region('Learning curves'))
  await expect(page.getByRole('status').filter({ hasText: 'The network of rockpool.nir is open, with its weights.' }).first()).toBeVisible()
  await expect.poll(async () => (await lab.layers()).map(({ name }) => name)).toEqual(['input', 'lifOut'])
  await lab.button('Undo').click()
  await expect.poll(async () => (await lab.layers()).map(({ name }) => name)).toEqual(['input', 'lif1', 'output'])
  // A file that is not NIR is rejected with a sentence and changes nothing.
  const before = await lab.experiment()
  await lab.drop('broken.nir', trained, lab.region('Network'))
  await expect(page.getByRole('status').filter({ hasText: 'broken.nir could not be opened.' }).first()).toBeVisible()
  expect(await lab.experiment()).toEqual(before)
})

walk('16 · the user’s own images and arrays are trained on, and events as CSV play, where they are dropped', async ({ lab, page }) => {
  await lab.open('#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
  const dialog = page.getByRole('dialog', { name: 'Data sets' })
  const learn = async (file: string, name: string, bytes: Uint8Array) => {
    await lab.drop(file, bytes, lab.region('Membrane potential'))
    await expect(dialog).toContainText(`${name} is in this browser, and the experiment uses it.`)
    await dialog.getByRole('button', { name: 'Close' }).click()
    expect((await lab.experiment()).data).toMatchObject({ kind: 'own', name })
    await lab.step(1)
    expect((await lab.state()).step).toBe(1)
  }
  const shade = (n: number) => (n % 2 === 0 ? 20 : 220)
  const pictures = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [
      `${n % 2 === 0 ? 'dark' : 'light'}/${n}.png`,
      pngFile(4, 4, 1, new Uint8Array(16).fill(shade(n))),
    ]),
  )
  await learn('shades.zip', 'shades.zip', zipFile(pictures))
  const images = Uint8Array.from({ length: 20 * 16 }, (_, at) => shade(Math.floor(at / 16)))
  const answers = BigInt64Array.from({ length: 20 }, (_, n) => BigInt(n % 2))
  await learn(
    'bytes.npz',
    'bytes',
    zipFile({ 'images.npy': npyFile('|u1', [20, 4, 4], images), 'labels.npy': npyFile('<i8', [20], answers) }),
  )
  // A table of events is a recording, which opens in the player.
  const events = Array.from({ length: 40 }, (_, n) => `${1000 * n},${n % 5},${n % 7},${n % 2}`)
  await lab.drop('events.csv', new TextEncoder().encode(['t,x,y,p', ...events].join('\n')), lab.region('Health'))
  await expect(page.getByRole('dialog', { name: 'Event player' })).toBeVisible()
  expect(await lab.call('player')).toMatchObject({ name: 'events.csv', events: 40 })
  await page.keyboard.press('Escape')
  await lab.call('open', '#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
})
