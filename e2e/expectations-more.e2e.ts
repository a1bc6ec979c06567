/** What users expect of a training lab in a browser, by number: saving, comparing, surviving failures, and accessibility. */
import type { Page } from '@playwright/test'
import { thresholdOf } from '../src/neurons/descriptions'
import { expect, type Lab, picture, test, walk } from './lab'

const SMALL = '#blank.1&T=3&batch=50&epochs=1'

/** Everything that identifies a run: its weights and all rows of its curves. */
const learned = async (lab: Lab) => ({ weights: await lab.call('weights'), metrics: await lab.metrics() })

/** Hides the tab, or shows it again, as the browser does. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    if (hidden) {
      Object.defineProperty(document, 'hidden', { configurable: true, value: true })
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    } else for (const name of ['hidden', 'visibilityState']) Reflect.deleteProperty(document, name)
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

walk(
  '10 · what is wrong is said in plain words, with layer and number, and mended by one click that undo takes back',
  async ({ lab, page }) => {
    await lab.open('#blank.1&network.hidden=16&T=2&batch=20&neuron.threshold=20')
    await lab.step(2)
    const before = await lab.experiment()
    const note = lab.region('Health').getByRole('article').filter({ hasText: 'lif1' }).first()
    await expect(note).toContainText(/silent|fires/)
    await expect(note).toContainText(/\d/)
    await note
      .getByRole('button', { name: /threshold/ })
      .first()
      .click()
    await expect.poll(() => lab.experiment()).not.toEqual(before)
    await page.locator('body').press('Control+z')
    await expect.poll(() => lab.experiment()).toEqual(before)
    // Each kind of problem has its rule, and each rule gives its reason.
    await lab.region('Health').getByRole('button', { name: 'What is checked' }).click()
    const checked = page.getByRole('dialog', { name: 'What Health checks' })
    for (const fault of ['Silent neurons', 'Saturated neurons', 'Non-finite values', 'Exploding over depth'])
      await expect(checked).toContainText(fault)
  },
)

walk(
  '12 · five runs are kept and laid over each other, a color for the run and a dash for the split, with what they differ in',
  async ({ lab, page }) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const hash = `#window.1&network.hidden=16,16&T=3&batch=100&run.seed=${seed}`
      await (seed === 1 ? lab.open(hash) : lab.call('open', hash))
      for (const count of [3, 2]) {
        await lab.step(count)
        // A line of evaluations needs two points.
        if (seed <= 2) await lab.call('evaluate')
      }
    }
    await expect.poll(async () => (await lab.call('runs')).length).toBe(5)
    await page.getByRole('button', { name: 'Runs', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Runs' })
    await dialog.getByRole('button', { name: 'Tick all shown' }).click()
    // Loss and accuracy of five runs in training, and of two on the test set.
    const traces = dialog.locator('.js-plotly-plot .scatterlayer .trace')
    await expect(traces).toHaveCount(14)
    const lines = await traces.locator('path.js-line').evaluateAll((paths) =>
      paths.map((path) => {
        const { stroke, strokeDasharray } = getComputedStyle(path)
        return { stroke, dashed: strokeDasharray !== 'none' }
      }),
    )
    const colors = (dashed: boolean) => new Set(lines.filter((line) => line.dashed === dashed).map(({ stroke }) => stroke))
    expect(colors(true).size, 'training').toBe(5)
    expect(colors(false).size, 'test').toBe(2)
    expect([...colors(false)].every((color) => colors(true).has(color))).toBe(true)
    const table = dialog.getByRole('table', { name: 'Settings in which the runs differ' })
    await expect(table.locator('tbody th')).toHaveText([/^Seed/])
    expect((await table.locator('tbody td').allTextContents()).map((text) => text.replace(/\D/g, '')).sort()).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ])
  },
)

walk('13 · every edit is undone and done again, by button and by key', async ({ lab, page }) => {
  await lab.open(SMALL)
  const before = await lab.experiment()
  const field = lab.region('Experiment').getByRole('slider', { name: 'Threshold' })
  await field.fill('0.5')
  await expect.poll(async () => thresholdOf((await lab.experiment()).neuron)).toBe(0.5)
  await page.locator('body').press('Control+z')
  await expect.poll(() => lab.experiment()).toEqual(before)
  await page.locator('body').press('Control+Shift+z')
  await expect.poll(async () => thresholdOf((await lab.experiment()).neuron)).toBe(0.5)
  await lab.button('Undo').click()
  await expect.poll(() => lab.experiment()).toEqual(before)
  // Undoing a reset restores what was learned.
  await lab.step(2)
  const weights = await lab.call('weights')
  await lab.button('Reset').click()
  await expect.poll(async () => (await lab.state()).step).toBe(0)
  await page.locator('body').press('Control+z')
  await expect.poll(async () => (await lab.state()).step).toBe(2)
  expect(await lab.call('weights')).toEqual(weights)
})

walk(
  '17 · a run is kept by itself, offered after a reload, and resumed it is, bit for bit, the run that was not interrupted',
  async ({ lab, page }) => {
    const offer = page.getByRole('complementary', { name: 'Runs to resume' })
    await lab.open(SMALL)
    await lab.step(12)
    await lab.idle()
    const { id } = await lab.state()
    const before = await learned(lab)
    await lab.reload()
    await expect(offer).toContainText(/Resume the run of “.*” with 3 changes from a moment ago\? Step 12 of 1,200\./)
    await offer.getByRole('button', { name: /^Resume/ }).click()
    await expect(offer).toHaveCount(0)
    await expect.poll(() => lab.state()).toMatchObject({ id, kind: 'paused', step: 12 })
    expect(await learned(lab)).toEqual(before)
    expect((await lab.metrics()).trainLoss!.step).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
    await lab.step(8)
    expect((await lab.metrics()).trainLoss!.step).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    const resumed = await learned(lab)
    await lab.reset()
    expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
    await lab.step(20)
    expect((await lab.state()).id).not.toBe(id)
    expect(resumed).toEqual(await learned(lab))
  },
)

walk('18 · the seed determines a run: the same link trains to the same weights', async ({ lab }) => {
  await lab.open(SMALL)
  await expect(lab.region('Experiment').getByLabel('Seed')).toBeVisible()
  const train = async (link: string) => {
    await lab.open(link.slice(link.indexOf('#')))
    await lab.step(4)
    return { weights: await lab.call('weights'), loss: (await lab.metrics()).trainLoss!.value }
  }
  const first = await train(await lab.link())
  expect(await train(await lab.link())).toEqual(first)
  expect((await train(`${SMALL}&run.seed=7`)).loss).not.toEqual(first.loss)
  // A saved run records the app version, the shaders and the adapter that computed it.
  const [run] = await lab.call('runs')
  expect(run!.provenance).toMatchObject({ app: expect.stringMatching(/^\d+\.\d+\.\d+$/), shaders: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(JSON.stringify(run!.provenance)).toContain((await lab.call('device')).vendor)
  expect(run!.experiment).toMatchObject({ run: { seed: 7 } })
})

walk(
  '19 · memory and cost are told before the run, and what cannot be is refused before anything is interrupted',
  async ({ lab, page }) => {
    await lab.open(SMALL)
    await page.getByRole('button', { name: /^Memory and cost: [\d.]+ MiB on the GPU/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Memory and cost' })
    const bytesOf = async (rows: ReturnType<typeof dialog.locator>) =>
      (await rows.evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-help')!.replace(/\D/g, '')))).map(Number)
    const table = dialog.getByRole('table', { name: /predicted from the experiment/ })
    await expect(table).toBeVisible()
    const parts = await bytesOf(table.locator('tbody td[data-help]'))
    expect(parts.length).toBeGreaterThan(4)
    expect([parts.reduce((a, b) => a + b, 0)]).toEqual(await bytesOf(table.locator('tfoot td[data-help]')))
    await expect(dialog.getByRole('row', { name: /^Largest single buffer/ })).toContainText('which the adapter allows')
    await expect(dialog.getByRole('row', { name: /^Largest batch that fits/ })).toContainText(/[\d,]+ samples; the experiment has 50/)
    await page.keyboard.press('Escape')

    await lab.play()
    await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(0)
    const before = await lab.experiment()
    const field = lab.region('Experiment').getByLabel('Hidden layers')
    await field.fill('32 x 8192')
    await field.press('Enter')
    await expect(lab.region('Experiment').locator('[data-severity]').first()).toContainText(
      /in one buffer; this adapter allows|the lab stops at/,
    )
    const { step } = await lab.state()
    await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(step)
    expect(await lab.experiment()).toEqual(before)
    await lab.pause()
  },
)

walk('20 · every action is found by its words and done by keyboard alone', async ({ lab, page }) => {
  await lab.open(SMALL)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard and help' }).getByRole('row', { name: /Ctrl K/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  const options = page.getByRole('dialog', { name: 'Find an action' }).getByRole('option')
  for (const words of [
    'Play: train',
    'Reset',
    'Share',
    'Compare',
    'Select layer lif1',
    'Pause views',
    'Learning curves: Table',
    'Set Threshold',
  ])
    await expect(options.filter({ hasText: words }).first(), words).toBeAttached()
  await page.getByRole('combobox', { name: 'Find an action' }).fill('step train')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await lab.state()).step).toBe(1)
})

walk('21 · every chart says in a sentence what it shows, and has the same as a table and as a file', async ({ lab, page }) => {
  await lab.open('#window.1&T=3&batch=50&network.hidden=16,16')
  await lab.step(3)
  await lab.call('evaluate')
  const canvases = page.locator(':is(main, aside) canvas:not(button *, [aria-hidden=true], [data-color-bar])')
  expect(await canvases.count()).toBeGreaterThan(3)
  for (const canvas of await canvases.all()) {
    await expect(canvas).toHaveRole('img')
    await expect(canvas).toHaveAccessibleName(/\d/)
  }
  // The gradient norm, the fraction, the class probabilities and the confusion are tables already.
  for (const name of ['Membrane potential', 'Learning curves', 'Weights']) {
    await lab.region(name).getByRole('button', { name: 'Table', exact: true }).click()
    await expect(lab.region(name).getByRole('table')).toBeVisible()
    const around = lab
      .region(name)
      .getByRole('group')
      .filter({ has: page.getByRole('table') })
    expect((await around.last().boundingBox())!.height, `rows of ${name}`).toBeGreaterThan(60)
  }
  await lab.region('Weights').getByRole('button', { name: 'Receptive fields as a table' }).click()
  await expect(lab.region('Weights').getByRole('table')).toHaveCount(2)
  await lab.region('Spike raster').getByRole('radio', { name: 'table' }).check({ force: true })
  for (const name of ['Spike raster', 'Gradient norm', 'Gradient-available fraction'])
    await expect(lab.region(name).getByRole('table').first()).toBeVisible()
  const { data, neurons } = await lab.call('potentials', 'lif1', 0)
  const row = lab.region('Spike raster').getByRole('row', { name: /^neuron 3 / })
  const shown = (await row.getByRole('cell').allTextContents()).slice(1)
  expect(shown.map((text) => Number(text.replace('* ', '').replace('−', '-')))).toEqual(
    [0, 1, 2].map((t) => Number(data[t * neurons + 3]!.toFixed(2))),
  )
  for (const name of ['Membrane potential', 'Gradient-available fraction', 'Gradient norm', 'Spike raster', 'Learning curves', 'Weights']) {
    const saved = page.waitForEvent('download')
    await lab.region(name).getByLabel('Save', { exact: true }).first().click()
    await lab
      .region(name)
      .getByRole('button', { name: /\(CSV\)$/ })
      .click()
    expect((await saved).suggestedFilename()).toMatch(/\.csv$/)
  }
  // The curves in the dialog have the same description and the same table.
  const curves = lab.region('Learning curves')
  await curves.getByRole('button', { name: 'Table' }).click()
  const words = await curves.getByRole('img').getAttribute('aria-label')
  await curves.getByRole('button', { name: 'Zoom' }).click()
  const dialog = page.getByRole('dialog', { name: 'Zoom into the learning curves' })
  await expect(dialog.getByRole('figure')).toHaveAccessibleName(words!)
  await dialog.getByRole('button', { name: 'Table' }).click()
  await expect(dialog.getByRole('figure')).toHaveCount(0)
  await expect(dialog.getByRole('row', { name: /^0\.00 3 / })).toBeVisible()
  await dialog.getByRole('button', { name: 'Table' }).click()
  await expect(dialog.getByRole('figure').locator('path.js-line').first()).toBeVisible()
  await page.keyboard.press('Escape')
})

test('21 · a screen reader gets at most one message in five seconds, and the newest is not lost', async ({ lab, page }) => {
  await page.clock.install()
  await lab.open(SMALL)
  await page.evaluate(() => {
    const status = document.querySelector('[data-announcer]')!
    const said: [number, string][] = []
    new MutationObserver(() => status.textContent && said.push([Date.now(), status.textContent])).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    })
    Object.assign(window, { said })
  })
  const said = () => page.evaluate(() => (window as unknown as { said: [number, string][] }).said)
  // In small steps: text set by a timer appears only after the clock step in which the timer fires.
  const advance = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += 50) await page.clock.runFor(50)
  }
  for (let step = 0; step < 6; step++) {
    await lab.step(1)
    await advance(2000)
  }
  await advance(6000)
  await expect.poll(async () => (await said()).at(-1)?.[1]).toBe('Paused after 6 batches.')
  const times = (await said()).map(([at]) => at)
  expect(times.length).toBeGreaterThan(1)
  // A message appears a few milliseconds after it is released.
  for (const [index, at] of times.slice(1).entries()) expect(at - times[index]!).toBeGreaterThan(4900)
})

walk('23 · paused views stand still while training continues, and show the newest once resumed', async ({ lab, page }) => {
  // Long enough not to finish during the test.
  await lab.open(SMALL.replace('epochs=1', 'epochs=20'))
  await lab.play()
  const views = ['Membrane potential', 'Learning curves', 'Spike raster']
  const pictures = () => Promise.all(views.map((name) => picture(page, name)))
  const moved = await pictures()
  await expect.poll(async () => (await pictures()).every((now, at) => now !== moved[at])).toBe(true)
  await page.locator('body').press('f')
  await expect(lab.button('Resume views')).toBeVisible()
  const { step: from } = await lab.state()
  // Wait until all frames on the way are drawn.
  await lab.drawn()
  const still = await pictures()
  const told = async () => Number(await page.getByRole('progressbar', { name: 'Training progress' }).getAttribute('aria-valuenow'))
  await expect.poll(told).toBeGreaterThan(from + 20)
  // Redrawing a paused view, here for new colors, shows no newer state.
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await lab.drawn()
  }
  const others = async () => {
    const now = await pictures()
    return views.filter((_, at) => now[at] !== still[at])
  }
  await expect.poll(others).toEqual([])
  expect((await lab.state()).kind).toBe('running')
  await lab.button('Resume views').click()
  await expect.poll(async () => (await pictures()).every((now, at) => now !== still[at])).toBe(true)
  await lab.pause()
  await nothingIsMissing(lab, page)
})

walk('23 · of views that were paused before anything was trained nothing is missing once they are resumed', async ({ lab, page }) => {
  await lab.open(SMALL)
  await page.locator('body').press('f')
  await lab.play()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(20)
  await lab.button('Resume views').click()
  await lab.pause()
  await nothingIsMissing(lab, page)
})

/** The curves have a row for each training step; the last one may still be on its way. */
async function nothingIsMissing(lab: Lab, page: Page): Promise<void> {
  const { step } = await lab.state()
  const rows = async () => {
    const save = page.waitForEvent('download')
    await lab.region('Learning curves').getByLabel('Save').click()
    await page.getByRole('button', { name: 'Curves (CSV)' }).click()
    const text = await (await (await save).createReadStream()).toArray()
    return Buffer.concat(text)
      .toString()
      .match(/^\d+(?=,[^,]*,trainLoss)/gm)
      ?.map(Number)
  }
  await expect.poll(rows).toEqual(Array.from({ length: step }, (_, at) => at + 1))
}

test('23 · the frame rate of views is saved, and starts slow with reduced motion', async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await lab.open(SMALL)
  const rate = page.getByRole('slider', { name: 'How often views are drawn' })
  await lab.button('Views').click()
  await expect(rate).toHaveAttribute('aria-valuetext', 'at most once a second')
  await rate.fill('4')
  await expect(rate).toHaveAttribute('aria-valuetext', 'at most 4 times a second')
  await lab.open(SMALL)
  await lab.button('Views').click()
  await expect(rate).toHaveAttribute('aria-valuetext', 'at most 4 times a second')
  await page.keyboard.press('Escape')
  await expect(rate).toBeHidden()
  await expect(lab.button('Views')).toBeFocused()
})

walk('25 · a hidden tab continues training and draws nothing; visible again, it shows what arrived', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.play()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(2)
  await hide(page, true)
  const later = async (steps: number) => {
    const { step } = await lab.state()
    await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(step + steps)
    // The view follows what has arrived within 250 ms, however few steps those are; timers of a page end in order.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
    await lab.drawn()
    return picture(page, 'Membrane potential')
  }
  // Frames on their way may arrive late on a busy machine, so wait until the view stands still. A view that keeps drawing never does.
  await expect(async () => expect(await picture(page, 'Membrane potential')).toBe(await later(10))).toPass()
  const still = await picture(page, 'Membrane potential')
  expect(await later(30)).toBe(still)
  await hide(page, false)
  await expect.poll(() => picture(page, 'Membrane potential')).not.toBe(still)
  await lab.pause()
})

test('25 · the screen stays awake on request, while training runs and the tab is visible', async ({ lab, page }) => {
  await page.addInitScript(() => {
    const held = new Set<EventTarget>()
    const request = async () => {
      const lock = new EventTarget()
      held.add(lock)
      const release = async () => {
        if (held.delete(lock)) lock.dispatchEvent(new Event('release'))
      }
      return Object.assign(lock, { release })
    }
    // Releases all locks when the page is hidden, as browsers do.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) for (const lock of held) void (lock as EventTarget & { release(): Promise<void> }).release()
    })
    Object.defineProperty(navigator, 'wakeLock', { value: { request } })
    Object.assign(window, { held })
  })
  const held = () => page.evaluate(() => (window as unknown as { held: Set<unknown> }).held.size)
  await lab.open(SMALL)
  await lab.button('Views').click()
  await page.getByRole('checkbox', { name: 'Keep the screen awake while training' }).check()
  expect(await held()).toBe(0)
  await lab.play()
  await expect.poll(held).toBe(1)
  await expect(page.getByText('The screen stays awake until training stops.')).toBeVisible()
  await hide(page, true)
  await expect.poll(held).toBe(0)
  await hide(page, false)
  await expect.poll(held).toBe(1)
  await lab.pause()
  await expect.poll(held).toBe(0)
})

walk('25 · a lost device keeps the page and what was learned: Resume continues at the same step of the same run', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(6)
  const { id } = await lab.state()
  const before = await learned(lab)
  await lab.call('loseDevice')
  await expect(lab.region('Health')).toContainText(/lost/i)
  await page.getByRole('button', { name: 'Resume' }).first().click()
  await expect.poll(() => lab.state()).toMatchObject({ id, kind: 'paused', step: 6 })
  await lab.idle()
  expect(await learned(lab)).toEqual(before)
  await lab.step(1)
  expect(await lab.state()).toMatchObject({ id, kind: 'paused', step: 7 })
  expect((await lab.metrics()).trainLoss!.value.slice(0, 6)).toEqual(before.metrics.trainLoss!.value)
})
