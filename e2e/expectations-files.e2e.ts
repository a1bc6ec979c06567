/** What a person expects of a training lab in a browser, by number: what is shared, what is taken away, what is brought in. */
import { writeNirFile } from '../src/interop/nir/file'
import { npyFile, pngFile, zipFile } from '../src/testing/files'
import { rockpool } from '../src/testing/nir/layouts'
import { expect, Lab, removeSets, test, walk } from './lab'

const SMALL = '#blank.1&T=3&batch=50&epochs=1&network.hidden=16'

test('14 · a link is copied, which is said, has a QR code, opens paused, and lists what differs from the preset', async ({ lab, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await lab.open(`${SMALL}&neuron.threshold=0.5`)
  await lab.step(2)
  await lab.button('Share').click()
  const dialog = page.getByRole('dialog', { name: 'Link to this experiment' })
  await expect(dialog.getByRole('status')).toHaveText('Link copied.')
  await expect(dialog).toContainText('paused at step 0, and that 5 settings differ from')
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  // The code has the modules of the link: another link has others.
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
})

/** As a person drops a file on a part of the page. */
async function drop(lab: Lab, onto: string, name: string, bytes: Uint8Array): Promise<void> {
  await lab.region(onto).evaluate(
    (element, [name, bytes]) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([Uint8Array.from(bytes)], name))
      for (const type of ['dragenter', 'drop'])
        element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    },
    [name, [...bytes]] as const,
  )
}

walk('16 · weights and networks of others are opened where they are dropped, anywhere on the page', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(3)
  const trained = Uint8Array.from(await lab.call('weights'))
  await lab.reset()
  expect(await lab.call('weights')).not.toEqual([...trained])
  await drop(lab, 'Health', 'trained.safetensors', trained)
  await expect.poll(() => lab.call('weights')).toEqual([...trained])
  await drop(lab, 'Learning curves', 'rockpool.nir', await writeNirFile(rockpool()))
  await expect(page.getByRole('status').filter({ hasText: 'The network of rockpool.nir is open, with its weights.' }).first()).toBeVisible()
  await expect.poll(async () => (await lab.layers()).map(({ name }) => name)).toEqual(['input', 'lifOut'])
  await lab.button('Undo').click()
  await expect.poll(async () => (await lab.layers()).map(({ name }) => name)).toEqual(['input', 'lif1', 'output'])
  // What is none is refused in a sentence, and changes nothing.
  const before = await lab.experiment()
  await drop(lab, 'Network', 'broken.nir', trained)
  await expect(page.getByRole('status').filter({ hasText: 'broken.nir could not be opened.' }).first()).toBeVisible()
  expect(await lab.experiment()).toEqual(before)
})

walk('16 · images and arrays of a person’s own are trained on, and events as CSV play, where they are dropped', async ({ lab, page }) => {
  await lab.open('#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
  const dialog = page.getByRole('dialog', { name: 'Data sets' })
  const learn = async (file: string, name: string, bytes: Uint8Array) => {
    await drop(lab, 'Membrane potential', file, bytes)
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
  // A table of events is a recording, which plays.
  const events = Array.from({ length: 40 }, (_, n) => `${1000 * n},${n % 5},${n % 7},${n % 2}`)
  await drop(lab, 'Health', 'events.csv', new TextEncoder().encode(['t,x,y,p', ...events].join('\n')))
  await expect(page.getByRole('dialog', { name: 'Event player' })).toBeVisible()
  expect(await lab.call('player')).toMatchObject({ name: 'events.csv', events: 40 })
  await page.keyboard.press('Escape')
  await lab.call('open', '#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
})
