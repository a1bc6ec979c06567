/** Training in the built app: it learns, pauses, steps, resets, shares; and the numbers on screen are the actual ones. */
import { thresholdOf } from '../src/neurons/descriptions'
import { expect, type Lab, walk } from './lab'

/** Small enough for a software adapter: one hidden layer of 64, 4 steps. */
const SMALL = '#blank.1&T=3&batch=50&epochs=1'

/** Waits until the page has received a step: an edit before then starts the run anew, an edit after it changes the run. */
const received = (lab: Lab) => expect(lab.page.getByRole('banner').getByText(/^batch\s*[1-9]/)).toBeVisible()

walk('Play trains until the loss has halved, then Pause acts at the end of a step', async ({ lab }) => {
  await lab.open(SMALL)
  await expect(lab.button('Play')).toBeEnabled()
  await lab.button('Play').click()
  await expect(lab.button('Pause')).toBeVisible()
  await expect
    .poll(async () => {
      const { trainLoss } = await lab.metrics()
      const values = trainLoss?.value ?? []
      return values.length > 5 && values.at(-1)! < values[0]! / 2
    })
    .toBe(true)
  await lab.button('Pause').click()
  await expect(lab.button('Play')).toBeVisible()
  await lab.idle()
  const { kind, step } = await lab.state()
  expect(kind).toBe('paused')
  const { trainLoss } = await lab.metrics()
  expect(trainLoss!.step.at(-1)).toBe(step)
  const bar = lab.page.getByRole('progressbar', { name: 'Training progress' })
  await expect(bar).toHaveAttribute('aria-valuenow', String(step))
})

walk('the key for a step ends no run that trains', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.play()
  await lab.page.locator('body').press('ArrowRight')
  const { step } = await lab.state()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(step + 3)
  expect((await lab.state()).kind).toBe('running')
})

walk('Step adds one batch, by button and by key; Reset gives the same first loss', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.button('Step').click()
  await expect.poll(async () => (await lab.state()).step).toBe(1)
  await lab.idle()
  const first = (await lab.metrics()).trainLoss!.value[0]
  await lab.page.locator('body').press('ArrowRight')
  await expect.poll(async () => (await lab.state()).step).toBe(2)
  await lab.button('Reset').click()
  await expect.poll(async () => (await lab.state()).step).toBe(0)
  await lab.step(1)
  expect((await lab.metrics()).trainLoss!.value[0]).toBe(first)
})

walk('every potential is counted at every step, and the shares shown are those counted', async ({ lab }) => {
  await lab.open('#window.1&T=3&batch=50')
  await lab.step(2)
  const layers = (await lab.layers()).filter((l) => l.watchable.includes('membrane'))
  expect(layers.length).toBe(8)
  for (const { name, shape } of layers)
    for (const t of [0, 1, 2]) {
      const m = await lab.call('membrane', name, t)
      expect(m.counts.length).toBe(m.edges.length - 1)
      expect(m.under + m.counts.reduce((a, b) => a + b, 0) + m.over + m.nan).toBe(50 * shape[0]!)
      expect(m.window[1]! - m.window[0]!).toBeGreaterThan(0)
    }
  const all = await lab.call('membrane', 'lif1')
  const shown = await lab.region('Gradient-available fraction').textContent()
  expect(shown).toContain((100 * all.gradientAvailable).toFixed(1))
})

walk('the fractions shown of a test sample are those that its potentials give', async ({ lab }) => {
  await lab.open('#window.1&T=3&batch=50&view=sample:4')
  await lab.step(2)
  await lab.region('Membrane potential').getByRole('radio', { name: 'sample' }).check({ force: true })
  const region = lab.region('Gradient-available fraction')
  await expect(region).toContainText('sample #4')
  const layers = (await lab.layers()).filter((l) => l.watchable.includes('potentials'))
  for (const [index, { name }] of layers.entries()) {
    const { steps, neurons, data } = await lab.call('potentials', name, 4)
    for (let t = 0; t < steps; t++) {
      const { window } = await lab.call('membrane', name, t)
      const inside = data.slice(t * neurons, (t + 1) * neurons).filter((u) => u > window[0]! && u < window[1]!).length
      await expect(region.locator('tbody tr').nth(t).locator('td b').nth(index)).toHaveText(((100 * inside) / neurons).toFixed(1))
    }
  }
})

walk('a threshold on trial takes the window along, says what Undo takes back, and changes no run', async ({ lab, page }) => {
  await lab.open('#window.1&T=3&batch=50')
  await lab.step(1)
  const membrane = lab.region('Membrane potential')
  const handle = membrane.getByRole('slider', { name: 'Threshold' })
  const lower = membrane.getByRole('slider', { name: 'Lower edge' })
  const before = Number((await lower.getAttribute('aria-valuenow'))?.replace('−', '-'))
  await handle.focus()
  for (let press = 0; press < 2; press++) await page.keyboard.press('Shift+ArrowLeft')
  await expect(handle).toHaveAttribute('aria-valuenow', '0.80')
  await expect(lower).toHaveAttribute('aria-valuenow', (before - 0.2).toFixed(2))
  const undo = membrane.getByRole('button', { name: 'Undo: threshold 1 → 0.8' })
  await expect(undo).toBeVisible()
  expect(thresholdOf((await lab.experiment()).neuron)).toBe(1)
  await undo.click()
  await expect(handle).toHaveAttribute('aria-valuenow', '1.00')
  await expect(undo).toHaveCount(0)
})

walk('the kernels are timed with progress in the dialog, and Cancel ends it with nothing changed', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(2)
  await page.getByRole('navigation', { name: 'Tools' }).locator('[data-help^="The adapter that WebGPU gave"]').click()
  const dialog = page.getByRole('dialog', { name: 'Graphics adapter' })
  await dialog.getByRole('button', { name: 'Autotune kernels' }).click()
  await expect(dialog.getByRole('progressbar', { name: 'Timing the kernels' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByText('The timing was stopped; nothing has changed.')).toBeVisible()
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 2 })
})

walk('the test set can be asked at any time', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(2)
  const inspector = page.getByRole('region', { name: 'Inspector' })
  await inspector.getByRole('radio', { name: 'test set' }).check({ force: true })
  await expect(inspector).toContainText('Not evaluated yet.')
  await inspector.getByRole('button', { name: 'Evaluate now' }).click()
  await expect(inspector).toContainText(/correct, loss [\d.]+ at batch 2/)
  await expect(inspector.getByText('Confusion')).toBeVisible()
})

walk('spikes are where potentials reach the threshold, and the gradient norm has a number for each step', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.step(3)
  const u = await lab.call('potentials', 'lif1', 4)
  const s = await lab.call('spikes', 'lif1', 4)
  expect(u.steps * u.neurons).toBe(u.data.length)
  expect(s.data).toEqual(u.data.map((x) => Number(x >= 1)))
  const norm = await lab.call('gradientNorm', 'lif1')
  expect(norm.length).toBe(3)
  expect(norm.every((n) => n > 0)).toBe(true)
  await expect(lab.call('membrane', 'output')).rejects.toThrow(/lif1/)
})

walk('evaluation counts each test image once; weights go out and come back', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.step(10)
  const { accuracy, confusion } = await lab.evaluate()
  const cells = confusion.flat()
  expect(cells.reduce((a, b) => a + b, 0)).toBe(10_000)
  expect(confusion.reduce((sum, row, c) => sum + row[c]!, 0) / 10_000).toBeCloseTo(accuracy, 10)
  // Four-digit counts, as a trained network has on the diagonal, fit into their cells.
  const inspector = lab.region('Inspector')
  await inspector.getByRole('radio', { name: 'test set' }).check({ force: true })
  const cellsOf = inspector.getByRole('region', { name: 'Confusion' }).locator('td')
  await expect(cellsOf).toHaveCount(100)
  const wide = await cellsOf.evaluateAll((found) => {
    for (const [at, cell] of found.entries()) if (at % 11 === 0 || at < 10) cell.querySelector('span')!.textContent = '1135'
    return found.map((cell) => {
      const range = document.createRange()
      range.selectNodeContents(cell.querySelector('span')!)
      const [words, place] = [range.getBoundingClientRect(), cell.getBoundingClientRect()]
      return { text: cell.textContent, fits: words.left >= place.left - 0.5 && words.right <= place.right + 0.5 }
    })
  })
  expect(wide.filter(({ fits }) => !fits)).toEqual([])
  await inspector.getByRole('radio', { name: 'image' }).check({ force: true })
  const same = await lab.page.evaluate(async () => {
    const file = await window.lab.weights()
    const copy = file.slice(0)
    await window.lab.reset()
    await window.lab.load(copy)
    const again = await window.lab.weights()
    return new Uint8Array(file).every((byte, i) => byte === new Uint8Array(again)[i])
  })
  expect(same).toBe(true)
})

walk('weights are saved and loaded in the page; a file that does not fit is refused in words', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(3)
  const learned = await lab.call('weights')
  await lab.button('Share').click()
  const dialog = page.getByRole('dialog', { name: 'Link to this experiment' })
  const coming = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save weights' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toMatch(/\.safetensors$/)
  await lab.reset()
  expect(await lab.call('weights')).not.toEqual(learned)
  const input = dialog.getByLabel('File of weights')
  await input.setInputFiles(await download.path())
  await expect(dialog.getByRole('status')).toHaveText('The weights of the file are in the open network.')
  expect(await lab.call('weights')).toEqual(learned)
  await input.setInputFiles({ name: 'x.safetensors', mimeType: 'application/octet-stream', buffer: Buffer.from('x') })
  await expect(dialog.getByRole('status')).toHaveText('This is no safetensors file: it is shorter than its header.')
  await expect(lab.page.evaluate(() => window.lab.load('x' as unknown as ArrayBuffer))).rejects.toThrow(
    'load: expects an ArrayBuffer that holds a safetensors file',
  )
})

walk('a lost device says so, keeps the page, and resumes', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.step(2)
  await lab.call('loseDevice')
  const health = lab.region('Health')
  await expect(health).toContainText(/lost/i)
  await lab.page.getByRole('button', { name: 'Resume' }).first().click()
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
  await lab.step(1)
  expect((await lab.state()).kind).toBe('paused')
})

walk('the learning rate changes while it trains: marked, listed, in the link, and taken back by Undo', async ({ lab }) => {
  await lab.open(SMALL)
  const { id } = await lab.state()
  await lab.play()
  await received(lab)
  const rate = lab.page.getByRole('spinbutton', { name: 'Learning rate η', exact: true })
  await rate.fill('0.0005')
  await rate.press('Enter')
  await expect(lab.page.getByText(/After step \d+: Learning rate .* → 0.0005\. The run/)).toBeVisible()
  const { changes } = await lab.experiment()
  const { step } = changes![0]!
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(step)
  await lab.pause()
  expect((await lab.state()).id).toBe(id)
  const { trainLoss } = await lab.metrics()
  expect(trainLoss!.value).toHaveLength((await lab.state()).step)
  await expect(lab.page.getByRole('group', { name: 'Changed while training' })).toContainText('→ 0.0005')
  const link = await lab.link()
  await lab.button('Undo').click()
  await expect.poll(async () => (await lab.experiment()).changes?.length).toBe(2)
  await expect(rate).not.toHaveValue('0.0005')
  await lab.open(link)
  await expect(lab.page.getByText(/While it trains, its settings change after step \d+: Learning rate .* → 0.0005/)).toBeVisible()
  expect((await lab.experiment()).changes).toEqual(changes)
  await expect(rate).not.toHaveValue('0.0005')
  await lab.step(step)
  await expect(rate).toHaveValue('0.0005')
})

walk('a run with changes that Undo brings back stays what it was, in the list of runs too', async ({ lab, page }) => {
  await lab.open(SMALL)
  const trained = (steps: number) => expect.poll(async () => (await lab.state()).step).toBeGreaterThan(steps)
  await lab.play()
  await received(lab)
  await trained(2)
  await lab.call('edit', 'optimizer.rate', 0.0005)
  await expect.poll(async () => (await lab.experiment()).changes?.length).toBe(1)
  const [{ id, step }, { changes }] = [await lab.state(), await lab.experiment()]
  await trained(step)
  await lab.call('edit', 'network.hidden', [12])
  await trained(0)
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await lab.state()).id).toBe(id)
  await lab.idle()
  expect((await lab.experiment()).changes).toEqual(changes)
  // In the saved state: a script that requests the runs saves the open one again.
  await lab.button('Runs').click()
  const names = page.getByRole('list', { name: 'Runs', exact: true }).locator('b')
  await expect(names).toHaveText([/Hidden layers 12/, /^((?!Hidden layers).)*$/])
  await page.keyboard.press('Escape')
})
