/**
 * The membrane view as an instrument: lens, selections in both directions, past snapshots and two overlaid ones. Each number on the
 * screen is compared with `window.lab`; unchanged weights show that nothing was trained.
 */
import { thresholdOf } from '../src/neurons/descriptions'
import { expect, type Lab, walk } from './lab'

const BLANK = '#blank.1&T=3&batch=50&network.hidden=24,20'
const membrane = (lab: Lab) => lab.region('Membrane potential')
const fractions = (lab: Lab) => lab.region('Gradient-available fraction')
const raster = (lab: Lab) => lab.region('Spike raster')
const number = (text: string) => Number(text.replace('−', '-'))

/** The share of counts in a window, with partial bins at its edges, as the lens computes it. */
function shareIn(
  answer: { edges: number[]; counts: number[]; under: number; over: number; nan: number },
  low: number,
  high: number,
): number {
  const all = answer.under + answer.over + answer.nan + answer.counts.reduce((a, b) => a + b)
  return (
    answer.counts.reduce((sum, count, bin) => {
      const [from, to] = [answer.edges[bin]!, answer.edges[bin + 1]!]
      return sum + count * (Math.max(0, Math.min(to, high) - Math.max(from, low)) / (to - from))
    }, 0) / all
  )
}

walk('the formula of the predicted distribution is that of the curve, with the decay as everywhere', async ({ lab }) => {
  await lab.open('#window.1&network.hidden=16,16&T=3&batch=100')
  const formula = membrane(lab).getByText(/^before reset, predicted/)
  await lab.page.keyboard.press('1')
  await expect(formula).toHaveText(/N\(\(1\+β\)b, \(1\+β\)²\(γαθ\)²\)$/)
  await lab.page.keyboard.press('2')
  await expect(formula).toHaveText(/N\(\(1\+β\)b, \(1\+β²\)\(γαθ\)²\)$/)
})

walk('a handle dragged by mouse and keys tries a window in every layer and step, and trains nothing', async ({ lab, page }) => {
  await lab.open(BLANK)
  await lab.step(4)
  const before = await lab.call('weights')
  const state = await lab.state()
  const handle = membrane(lab).getByRole('slider', { name: 'Threshold' })
  const box = (await handle.boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + 20)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 - 40, box.y + 20, { steps: 5 })
  await page.mouse.up()
  await expect(membrane(lab).getByRole('button', { name: /^Undo: threshold 1 → 0?\.?\d/ })).toBeVisible()
  await handle.focus()
  await handle.press('ArrowLeft')
  const upper = membrane(lab).getByRole('slider', { name: 'Upper edge of the window' })
  await upper.focus()
  await upper.press('Shift+ArrowRight')
  const threshold = number(await membrane(lab).getByLabel('θ', { exact: true }).inputValue())
  const factor = async () => number((await membrane(lab).locator('[data-factor]').textContent())!.replace('× ', ''))
  expect(threshold).toBeLessThan(1)
  await expect.poll(factor).toBeGreaterThan(1)

  // Typed values, so that both are known exactly.
  await membrane(lab).getByLabel('θ', { exact: true }).fill('0.6')
  await membrane(lab).getByLabel('θ', { exact: true }).press('Enter')
  for (const [index, layer] of (['lif1', 'lif2'] as const).entries())
    for (let step = 0; step < 3; step++) {
      const answer = await lab.call('membrane', layer, step)
      const own = await lab.call('membrane', 'lif1')
      const typed = number(await membrane(lab).getByLabel('width κ', { exact: true }).inputValue())
      const widen = typed / (own.window[1]! - own.window[0]!)
      const half = ((answer.window[1]! - answer.window[0]!) / 2) * widen
      const cell = fractions(lab).locator('tbody tr').nth(step).locator('td').nth(index).locator('[data-mark=trial]')
      await expect(cell).toHaveText(/\d/)
      expect(Math.abs(number((await cell.textContent())!) - 100 * shareIn(answer, 0.6 - half, 0.6 + half))).toBeLessThan(0.15)
      const measured = fractions(lab).locator('tbody tr').nth(step).locator('td').nth(index).locator('b')
      await expect(measured).toHaveText((100 * answer.gradientAvailable).toFixed(1))
    }
  await expect(lab.region('Network')).toContainText('preview')
  await expect(membrane(lab)).toContainText(/about [\d.]+\s% in window, run [\d.]+\s%/)
  expect(await lab.call('weights')).toEqual(before)
  expect(await lab.state()).toEqual(state)

  await handle.focus()
  await handle.press('Escape')
  await expect(membrane(lab).getByRole('button', { name: /^Undo:/ })).toHaveCount(0)
  await expect(fractions(lab).locator('[data-mark=trial]')).toHaveCount(0)
  await expect(lab.region('Network')).not.toContainText('preview')
})

walk('at the run’s own window the lens says the exact fraction; applied, one undo takes threshold and width back', async ({ lab }) => {
  await lab.open('#blank.1&T=2&batch=50&network.hidden=24,20')
  await lab.step(2)
  const answer = await lab.call('membrane', 'lif1')
  await membrane(lab).getByRole('button', { name: 'Lens' }).click()
  const [theta, kappa] = [membrane(lab).getByLabel('θ', { exact: true }), membrane(lab).getByLabel('width κ', { exact: true })]
  await theta.fill('0.8')
  await theta.press('Enter')
  await expect(membrane(lab)).toContainText(/about [\d.]+\s% in window/)
  await theta.fill('1')
  await theta.press('Enter')
  await expect(membrane(lab)).toContainText(new RegExp(`(?<!about )${(100 * answer.gradientAvailable).toFixed(1)}\\s% in window`))

  const before = await lab.experiment()
  await theta.fill('0.7')
  await theta.press('Enter')
  await kappa.fill('2.5')
  await kappa.press('Enter')
  await membrane(lab).getByRole('button', { name: 'Apply' }).click()
  await expect.poll(async () => thresholdOf((await lab.experiment()).neuron)).toBe(0.7)
  expect((await lab.experiment()).surrogate).toMatchObject({ kind: 'rect', window: 'fixed', width: 2.5 })
  await lab.page.locator('body').press('Control+z')
  await expect.poll(async () => thresholdOf((await lab.experiment()).neuron)).toBe(1)
  expect(await lab.experiment()).toEqual(before)

  // The same trial by script.
  await lab.step(1)
  const own = await lab.call('membrane', 'lif2')
  const tried = await lab.call('lens', 'lif2', { threshold: 0.7 })
  const half = (own.window[1]! - own.window[0]!) / 2
  expect(tried).toMatchObject({ trial: { threshold: 0.7, widen: 1 }, exact: false })
  expect(Math.abs(tried.gradientAvailable - shareIn(own, 0.7 - half, 0.7 + half))).toBeLessThan(0.03)
  await expect(theta).toHaveValue('0.70')
  await lab.call('applyLens', 'lif2')
  expect(thresholdOf((await lab.experiment()).neuron)).toBe(0.7)
  await expect(membrane(lab).getByRole('button', { name: /^Undo: threshold/ })).toHaveCount(0)
})

walk('a threshold and a width typed within one frame are both on trial', async ({ lab }) => {
  await lab.open('#blank.1&T=2&batch=50&network.hidden=24,20')
  await lab.step(1)
  await membrane(lab).getByRole('button', { name: 'Lens' }).click()
  await expect(membrane(lab).getByLabel('θ', { exact: true })).toBeVisible()
  await membrane(lab).evaluate((region) => {
    const type = (field: HTMLInputElement, text: string) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, text)
      field.dispatchEvent(new InputEvent('input', { bubbles: true }))
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    }
    const [theta, kappa] = region.querySelectorAll<HTMLInputElement>('label input[role=spinbutton]')
    type(theta!, '0.7')
    type(kappa!, '2.5')
  })
  await membrane(lab).getByRole('button', { name: 'Apply' }).click()
  await expect.poll(async () => thresholdOf((await lab.experiment()).neuron)).toBe(0.7)
  expect((await lab.experiment()).surrogate).toMatchObject({ kind: 'rect', window: 'fixed', width: 2.5 })
})

walk('under tdBN a threshold on trial is said to be of these potentials', async ({ lab }) => {
  await lab.open('#window.1&T=2&batch=20')
  await lab.step(1)
  const handle = membrane(lab).getByRole('slider', { name: 'Threshold' })
  await handle.focus()
  await handle.press('Shift+ArrowLeft')
  await expect(membrane(lab)).toContainText('With tdBN they would move with θ.')
  await membrane(lab)
    .getByRole('button', { name: /^Undo:/ })
    .click()
  await membrane(lab).getByRole('slider', { name: 'Upper edge of the window' }).press('Shift+ArrowRight')
  await expect(membrane(lab).getByRole('button', { name: 'Apply' })).toBeVisible()
  await expect(membrane(lab)).not.toContainText('would move with θ')
})

walk('a range of potentials lights up in the raster what potentials() says lies inside', async ({ lab, page }) => {
  await lab.open(BLANK)
  await lab.step(3)
  const { data, neurons } = await lab.call('potentials', 'lif1', 0)
  const spikes = (await lab.call('spikes', 'lif1', 0)).data
  const inside = (low: number, high: number, steps: readonly number[]) => {
    const found = steps
      .flatMap((t) => Array.from({ length: neurons }, (_, n) => t * neurons + n))
      .filter((at) => data[at]! >= low && data[at]! < high)
    return `${new Set(found.map((at) => at % neurons)).size} of ${neurons} neurons, ${found.length} potential${found.length === 1 ? '' : 's'}, ${found.reduce((sum, at) => sum + spikes[at]!, 0)} spike`
  }
  const plot = membrane(lab).getByRole('img')
  const box = (await plot.boundingBox())!
  // The selection stays in the middle row.
  await page.mouse.move(box.x + 120, box.y + 32 + (box.height - 63) / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + 260, box.y + 34 + (box.height - 63) / 2, { steps: 6 })
  await page.mouse.up()
  const [from, to] = [membrane(lab).getByLabel('select u from'), membrane(lab).getByLabel('to', { exact: true })]
  await expect(from).toBeVisible()
  const range = async () => [number(await from.inputValue()), number(await to.inputValue())] as const
  await expect(membrane(lab).getByLabel('Steps of the range')).toHaveValue('1')
  let [low, high] = await range()
  await expect(membrane(lab)).toContainText(inside(low, high, [1]))
  await expect(raster(lab)).toContainText(inside(low, high, [1]))

  await membrane(lab).getByLabel('Steps of the range').selectOption('all')
  await expect(raster(lab)).toContainText(inside(low, high, [0, 1, 2]))
  await from.fill('0.1')
  await from.press('Enter')
  await expect.poll(range).not.toEqual([low, high])
  ;[low, high] = await range()
  expect(Math.min(low, high)).toBeLessThanOrEqual(0.1)
  await expect(raster(lab)).toContainText(inside(low, high, [0, 1, 2]))

  // For a single sample, both views have the same counts.
  await membrane(lab).getByText('sample', { exact: true }).click()
  await expect(membrane(lab)).toContainText(inside(low, high, [0, 1, 2]))
  await plot.focus()
  await plot.press('Escape')
  await expect(membrane(lab).getByRole('button', { name: 'Clear' })).toHaveCount(0)
  await plot.press('Enter')
  await plot.press('ArrowDown')
  ;[low, high] = await range()
  await expect(raster(lab)).toContainText(inside(low, high, [0]))
})

walk('neurons selected in the raster stand out in the membrane view with the counts that potentials() gives', async ({ lab, page }) => {
  await lab.open(BLANK)
  await lab.step(3)
  const { data, neurons } = await lab.call('potentials', 'lif1', 0)
  const windows = [await lab.call('membrane', 'lif1', 0), await lab.call('membrane', 'lif1', 1)]
  await raster(lab).getByText('index', { exact: true }).click()
  const plot = raster(lab).getByRole('img')
  const box = (await plot.boundingBox())!
  await page.keyboard.down('Shift')
  await page.mouse.move(box.x + 42, box.y + 6)
  await page.mouse.down()
  await page.mouse.move(box.x + 40 + (box.width - 46) * (5.5 / 24), box.y + 18, { steps: 5 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect(raster(lab)).toContainText('selected: 6 neurons at t = 1–2')
  const count = (kept: (u: number, t: number) => boolean) =>
    [0, 1].reduce((sum, t) => sum + Array.from({ length: 6 }, (_, n) => data[t * neurons + n]!).filter((u) => kept(u, t)).length, 0)
  const below = count((u, t) => u <= windows[t]!.window[0]!)
  const above = count((u, t) => u >= windows[t]!.window[1]!)
  await expect(membrane(lab)).toContainText('6 neurons at t = 1–2: 12 potentials')
  await expect(membrane(lab)).toContainText(`${below} below the window, ${12 - below - above} in it, ${above} above`)
  await plot.focus()
  await plot.press('Escape')
  await expect(membrane(lab)).not.toContainText('Selected in the raster')
  await plot.press('Home')
  await plot.press('Shift+ArrowRight')
  await plot.press('Shift+ArrowRight')
  await plot.press('Shift+ArrowDown')
  await expect(raster(lab)).toContainText('selected: 2 neurons at t = 1–2')
})

walk(
  'what lies under the pointer is counted exactly, of the step of its row, in the histograms and in the heat map',
  async ({ lab, page }) => {
    await lab.open(BLANK)
    await lab.step(2)
    await lab.drawn()
    const box = (await membrane(lab).getByRole('img').boundingBox())!
    const answers = await Promise.all([0, 1, 2].map((step) => lab.call('membrane', 'lif1', step)))
    const tip = membrane(lab).getByText(/^t = \d, /)
    const steps = new Set<number>()
    for (const x of [0.2, 0.35, 0.9])
      for (const y of [0.25, 0.5, 0.75]) {
        await page.mouse.move(box.x + x * box.width, box.y + y * box.height)
        await expect(tip).toBeVisible()
        const [, step, from, count, share] = (await tip.textContent())!.match(/^t = (\d), (\S+) to \S+: ([\d,]+) \(([\d.]+)\s%\)$/)!
        const { edges, counts, samples, neurons } = answers[Number(step) - 1]!
        const bin = edges.findIndex((edge) => Math.abs(edge - number(from!)) < 0.006)
        expect(Number(count!.replace(',', ''))).toBe(counts[bin])
        expect(Number(share)).toBeCloseTo((100 * counts[bin]!) / (samples * neurons), 1)
        steps.add(Number(step))
      }
    expect([...steps].sort()).toEqual([1, 2, 3])
    await page.mouse.move(0, 0)
    await expect(tip).toHaveCount(0)
  },
)

walk('a drag renders no table, and the lens follows the batches that come', async ({ lab, page }) => {
  await lab.open(BLANK)
  await lab.step(3)
  // The table may render the last step's frame late; that must not count as a rendering by the drag.
  const { gradientAvailable } = await lab.call('membrane', 'lif1', 0)
  await expect(fractions(lab).locator('tbody tr').first().locator('td').first().locator('b')).toHaveText(
    (100 * gradientAvailable).toFixed(1),
  )
  const handle = membrane(lab).getByRole('slider', { name: 'Threshold' })
  await handle.focus()
  await handle.press('ArrowLeft')
  await expect(fractions(lab).locator('[data-mark=trial]').first()).toHaveText(/\d/)
  // React renderings would appear as added or removed nodes and changed attributes; direct updates only change text.
  const changes = await fractions(lab)
    .locator('table')
    .evaluate(async (table) => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
      const seen: string[] = []
      const watch = new MutationObserver((list) => {
        for (const { type, target } of list)
          if (type === 'attributes' || !(target as Element).closest?.('[data-mark=trial]')) seen.push(type)
      })
      watch.observe(table, { subtree: true, childList: true, attributes: true, characterData: true })
      const before = table.querySelector('[data-mark=trial]')!.textContent
      const slider = document.querySelector<HTMLElement>('[aria-label="Threshold"][role=slider]')!
      for (let k = 0; k < 20; k++) {
        slider.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))
        await new Promise(requestAnimationFrame)
      }
      await new Promise(requestAnimationFrame)
      watch.disconnect()
      return { seen, changed: before !== table.querySelector('[data-mark=trial]')!.textContent }
    })
  expect(changes).toEqual({ seen: [], changed: true })
  const before = await fractions(lab).locator('[data-mark=trial]').allTextContents()
  await lab.step(20)
  await expect.poll(() => fractions(lab).locator('[data-mark=trial]').allTextContents()).not.toEqual(before)
  await page.getByRole('button', { name: /^Undo: threshold/ }).click()
})

walk('a pinned snapshot is compared with later ones, and unpinned', async ({ lab }) => {
  await lab.open(BLANK)
  await lab.step(2)
  const a = await lab.call('membrane', 'lif2', 1)
  // The shown snapshot is pinned.
  await expect(membrane(lab)).toContainText('batch 2,')
  await lab.page.locator('body').press('p')
  await expect(membrane(lab)).toContainText('A: epoch 0.00, batch 2')
  // A tool replaces the legend, so it also explains the marks of A.
  for (const tool of ['Lens', 'Select']) {
    await membrane(lab).getByRole('button', { name: tool, exact: true }).click()
    await expect(membrane(lab)).toContainText('A: epoch 0.00, batch 2')
    await membrane(lab).getByRole('button', { name: tool, exact: true }).click()
  }
  await lab.step(30)
  const b = await lab.call('membrane', 'lif2', 1)
  const cell = fractions(lab).locator('tbody tr').nth(1).locator('td').nth(1).locator('[data-mark=snapshot]')
  const difference = 100 * (b.gradientAvailable - a.gradientAvailable)
  await expect.poll(async () => Math.abs(number((await cell.textContent())!) - difference)).toBeLessThan(0.051)
  await membrane(lab).getByRole('button', { name: 'Unpin A' }).click()
  await expect(fractions(lab).locator('[data-mark=snapshot]')).toHaveCount(0)
})

walk(
  'the past is scrubbed and played back: every view that follows shows the snapshot’s numbers, the raster says that it does not',
  async ({ lab }) => {
    await lab.open(BLANK)
    await lab.step(1)
    // A snapshot is saved when it is drawn.
    await expect.poll(() => lab.call('moments')).toContain(1)
    const first = await lab.call('membrane', 'lif1', 0)
    for (let k = 0; k < 5; k++) await lab.step(8)
    const cell = fractions(lab).locator('tbody tr').first().locator('td').first().locator('b')
    const live = (await lab.call('membrane', 'lif1', 0)).gradientAvailable
    await expect(cell).toHaveText((100 * live).toFixed(1))
    const slider = lab.page.getByRole('slider', { name: 'Training time' })
    await slider.fill('1')
    await expect(cell).toHaveText((100 * first.gradientAvailable).toFixed(1))
    expect(await lab.call('moments')).toContain(1)
    expect([await lab.call('lookAt', null), await lab.call('lookAt', 1)]).toEqual([41, 1])
    await expect(membrane(lab)).toContainText('batch 1,')
    await expect(raster(lab)).toContainText('now, not the past')
    await lab.page.getByRole('combobox', { name: 'Speed of the history' }).selectOption('4')
    await lab.button('Play history').click()
    await expect(lab.button('Stop history')).toBeVisible()
    await expect(lab.button('Play history')).toBeVisible()
    await expect(slider).toHaveAttribute('aria-valuetext', 'now')
    await expect(cell).toHaveText((100 * live).toFixed(1))
    await lab.page.locator('body').press('h')
    await expect(lab.button('Stop history')).toBeVisible()
    await lab.page.locator('body').press('h')
    await expect(lab.button('Play history')).toBeVisible()
    await expect(lab.button('Back to now')).toBeVisible()
  },
)

walk('a saved run is laid over the one that follows it, at the same training step', async ({ lab, page }) => {
  await lab.open(BLANK)
  await lab.step(6)
  const before = await lab.call('membrane', 'lif1')
  const experiment = await lab.experiment()
  await lab.call('open', { ...experiment, run: { ...experiment.run, seed: 77 } })
  await lab.step(6)
  const now = await lab.call('membrane', 'lif1')
  await membrane(lab).getByText('vs run', { exact: true }).click()
  await membrane(lab)
    .getByRole('button', { name: / 6 batches, / })
    .first()
    .click()
  await expect(membrane(lab)).toContainText('A: ')
  await expect(membrane(lab).locator('[data-help^="A is "]')).toHaveAttribute('data-help', /, epoch 0\.\d\d, batch 6\./)
  const all = fractions(lab).locator('tbody tr').last().locator('td').first()
  await expect(all.locator('b')).toHaveText((100 * now.gradientAvailable).toFixed(1))
  const difference = 100 * (now.gradientAvailable - before.gradientAvailable)
  await expect
    .poll(async () => Math.abs(number((await all.locator('[data-mark=snapshot]').textContent())!) - difference))
    .toBeLessThan(0.06)
  await membrane(lab).getByRole('button', { name: 'Table', exact: true }).click()
  await expect(membrane(lab).getByRole('columnheader', { name: 'A: in window' })).toBeVisible()
  await page.locator('body').press('p')
  await expect(membrane(lab).getByRole('columnheader', { name: 'A: in window' })).toHaveCount(0)
})

const ADAPTIVE = `param beta = 0.3 in 0..1 learned per neuron
b = 0.9*b[t-1] + s[t-1]
v = 0.8*v[t-1] + x - s[t-1]
s = spike(v - 0.2 - beta*b)`

walk('every state of neurons as equations is shown as their potential is, and a link says which', async ({ lab, page }) => {
  await lab.open(BLANK)
  await page.evaluate(async (text) => {
    const now = structuredClone(await window.lab.experiment())
    await window.lab.open({ ...now, neuron: { kind: 'equations', text }, surrogate: { kind: 'atan', scale: 2 } } as never)
    await window.lab.idle()
  }, ADAPTIVE)
  await lab.step(3)
  const choice = membrane(lab).getByRole('combobox', { name: 'Variable' })
  await expect(choice.getByRole('option')).toHaveText(['argument', 'b', 'v'])
  const before = await lab.call('weights')
  await walk.step('a script lists the variables, and chooses one', async () => {
    expect(await lab.call('variables', 'equations1')).toEqual({ names: ['spike.argument', 'b', 'v'], shown: 'spike.argument' })
    expect(await lab.call('variables', 'equations1', 'v')).toMatchObject({ shown: 'v' })
    await expect(choice).toHaveValue('v')
    await expect(lab.call('variables', 'equations1', 'w')).rejects.toThrow(
      'variables: “w” is none of “equations1”. It has: spike.argument, b, v.',
    )
    await lab.call('variables', 'equations1', 'spike.argument')
  })
  await walk.step('a state has mean and standard deviation, no window and no lens', async () => {
    await choice.selectOption('b')
    await expect(membrane(lab).getByRole('img')).toHaveAccessibleName(/^State b of equations1, .* It has no threshold\./)
    await expect(membrane(lab).getByText('gradient window')).toHaveCount(0)
    await expect(membrane(lab).getByRole('button', { name: 'Lens' })).toHaveCount(0)
    await membrane(lab).getByRole('button', { name: 'Table' }).click()
    await expect(membrane(lab).getByRole('columnheader')).toHaveText(['step', 'mean', 'standard deviation', 'off axis', 'NaN'])
    // No neuron has fired before the first step.
    await expect(membrane(lab).getByRole('row', { name: /^1 / }).getByRole('cell').first()).toHaveText('0.000')
    await membrane(lab).getByRole('button', { name: 'Table' }).click()
  })
  await walk.step('fractions stay, the drift and the trace follow', async () => {
    await expect(page.getByRole('button', { name: 'Drift of b' })).toBeVisible()
    await expect(fractions(lab).getByRole('table')).toContainText('equations1')
    await raster(lab).getByText('table', { exact: true }).click()
    await expect(raster(lab).getByRole('table')).toContainText('b at each step')
    await raster(lab).getByText('rate', { exact: true }).click()
  })
  await walk.step('a learned parameter is counted as weights are', async () => {
    const weights = lab.region('Weights')
    await weights.getByRole('combobox', { name: 'Which weights' }).selectOption('beta')
    await expect(weights.getByRole('img').first()).toHaveAccessibleName(
      /^Weights of equations1\.beta: 24, drawn from −0\.03 to 1\.03; 0 lie below, 0 above\./,
    )
    await expect(weights.getByRole('img', { name: 'equations1.beta over training' })).toHaveAccessibleName(
      /^equations1\.beta over training: (mean \d\.\d+, from \d\.\d+ to )?\d\.\d+\.$/,
    )
    await weights.getByRole('button', { name: 'Over training as a table' }).click()
    await expect(weights.getByRole('table').getByRole('columnheader')).toHaveText(['step', 'mean', 'smallest', 'largest'])
    await weights.getByRole('button', { name: 'Over training as a table' }).click()
  })
  expect(await lab.call('weights')).toEqual(before)
  await walk.step('the link opens on it', async () => {
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('weights:neuron.beta')
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('variable:b')
    await page.reload()
    await expect(membrane(lab).getByRole('combobox', { name: 'Variable' })).toHaveValue('b')
  })
  await choice.selectOption('argument')
  await expect(membrane(lab).getByText('gradient window').first()).toBeVisible()
  await expect(membrane(lab).getByRole('heading')).toHaveText('Spike argument')
})
