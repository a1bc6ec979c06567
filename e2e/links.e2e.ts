/** Links in a real page: they open paused, report what did not open as written, and are rejected with a sentence. */
import { presetNamed } from '../src/experiments/presets'
import { expect, Lab, test, walk } from './lab'

walk('a number out of range opens as the nearest allowed one and is said', async ({ lab, page }) => {
  await lab.open('#blank.1&neuron.threshold=500')
  expect(await lab.experiment()).toMatchObject({ neuron: { threshold: 20 } })
  await expect(page.getByText('It opens as 20, the nearest that is.').first()).toBeVisible()
  // A value without effect is reported too: the window of this preset is adaptive.
  await lab.open('#window.1&network.hidden=16&T=2&batch=20&surrogate.width=0.05')
  const banner = page.getByRole('complementary', { name: 'About this link' })
  await expect(banner).toContainText('Without effect in this experiment: Fixed width 0.05.')
})

test('a link with faults names them all, opens its preset with what is sound, and keeps the address', async ({ lab, page }) => {
  const link = '#plif.1&neuron.treshold=1&T=abc&seed=3&network.hidden=32&batch=20'
  await lab.open(link)
  const banner = page.getByRole('complementary', { name: 'About this link' })
  await expect(banner.getByRole('alert')).toContainText('This link could not be opened as it was meant: 2 parts of it are not understood.')
  await expect(banner).toContainText('The nearest is neuron.threshold.')
  await expect(banner).toContainText('encoder.steps is “abc”, where a number was expected. Allowed: a whole number from 1 to 1000.')
  const { network, ...preset } = presetNamed('plif')!.experiment
  expect(await lab.experiment()).toEqual({
    ...preset,
    network: { ...network, hidden: [32] },
    data: { ...preset.data, batch: 20 },
    run: { ...preset.run, seed: 3 },
  })
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
  expect(await page.evaluate(() => location.hash)).toBe(link)
  // A script gets the same message, and nothing is opened.
  await expect(lab.call('open', '#blank.1&T=abc&foo=1')).rejects.toThrow(/encoder\.steps is “abc”.*no setting called “foo”/)
  expect((await lab.experiment()).neuron.kind).toBe('plif')
})

test('a link that cannot be opened says why, and a preset is open instead; what is said can be dismissed, and is gone when training starts', async ({
  lab,
  page,
}) => {
  const banner = page.getByRole('complementary', { name: 'About this link' })
  await lab.open('#tutorail.1')
  await expect(page.getByText('There is no preset called “tutorail”.').first()).toBeVisible()
  expect(['paused', 'idle']).toContain((await lab.state()).kind)
  await expect(banner.getByRole('button', { name: /^Open “/ })).toHaveCount(1)
  // No preset is similar, so none is offered. The open page also follows changes of its address.
  await page.evaluate(() => {
    location.hash = '#<script>'
  })
  await expect(banner.getByRole('alert')).toContainText('There is no preset called “<script')
  await expect(banner.getByRole('button', { name: /^Open “/ })).toHaveCount(0)
  await lab.button('Step').click()
  await expect(banner).toHaveCount(0)
  await lab.address('#blank.1&foo=1&batch=20')
  await expect(banner).toContainText('there is no setting called “foo”', { ignoreCase: true })
  await banner.getByRole('button', { name: 'Dismiss' }).click()
  await expect(banner).toHaveCount(0)
  expect((await lab.experiment()).data.batch).toBe(20)
})

test('an address that is changed while the page starts is opened', async ({ lab, page }) => {
  await page.goto('./#blank.1&T=3&batch=10&network.hidden=16')
  await lab.address('#blank.1&T=2&batch=20&network.hidden=16')
  await lab.idle()
  expect(await lab.experiment()).toMatchObject({ encoder: { steps: 2 }, data: { batch: 20 } })
})

walk('an input or output selected by a link stays selected, and the views say what they show', async ({ lab }) => {
  await lab.open('#blank.1&network.hidden=16,16&batch=20&T=2&view=layer:output')
  const strip = lab.region('Network')
  await expect(strip.locator('[aria-current=true]')).toContainText('output')
  await expect(lab.region('Membrane potential')).toContainText('lif2: the output has no membrane')
  expect(await lab.link()).toContain('layer:output')
  await strip.getByRole('button', { name: /^input/ }).click()
  await expect(lab.region('Membrane potential')).toContainText('lif1: the input has no membrane')
  expect(await lab.link()).toContain('layer:input')
})

walk('Share says once that the link was copied', async ({ lab, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await lab.open('#blank.1&batch=20&T=2&network.hidden=16')
  await lab.button('Share').click()
  const said = page.getByText('Link copied.', { exact: true })
  await expect(said).toHaveCount(1)
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('Link copied.')
  await page.keyboard.press('Escape')
  await expect(said).toHaveCount(0)
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await lab.link())
})

walk('where the draft is broken, the link is of the last experiment that could be opened, and Share says so', async ({ lab, page }) => {
  await lab.open('#csnn.1&batch=8&T=2')
  const size = page.getByRole('spinbutton', { name: /^Layer 4, pooling: size/ })
  await size.fill('16')
  await size.press('Enter')
  expect(await lab.link()).toMatch(/#csnn\.2&data\.batch=8&encoder\.steps=2$/)
  // The address, too, is that of the last valid network, with the current view.
  await lab.region('Network').getByRole('button', { name: /^lif2/ }).click()
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/&encoder\.steps=2&view=layer:lif2$/)
  await lab.button('Share').click()
  await expect(page.getByRole('dialog')).toContainText('the link is of the last network that could be')
  await page.keyboard.press('Escape')
  await lab.button('Undo').click()
  await lab.button('Share').click()
  await expect(page.getByRole('dialog')).not.toContainText('the last network that could be')
})

const TYPED = { kind: 'equations', text: 'param a = 0.7 in 0..1 learned\nv = a*v[t-1] + x - 0.5*s[t-1]\ns = spike(v - 0.5)' } as const

walk('loaded in a fresh context, a link opens its experiment, paused, and gives bit for bit the same run', async ({ lab, browser }) => {
  const context = await browser.newContext()
  const other = new Lab(await context.newPage())
  for (const neuron of [{ threshold: 0.5, decay: 0.7 }, TYPED]) {
    await lab.open('#blank.1&network.hidden=32&batch=16&T=2&seed=7')
    await lab.page.evaluate(async (change) => {
      const experiment = (await window.lab.experiment()) as { neuron: object }
      await window.lab.open({ ...experiment, neuron: 'text' in change ? change : { ...experiment.neuron, ...change } } as never)
    }, neuron)
    await lab.step(20)
    const { trainLoss } = await lab.metrics()
    expect(trainLoss!.value).toHaveLength(20)
    await other.open(new URL(await lab.link()).hash)
    expect(await other.experiment()).toMatchObject({ neuron, encoder: { steps: 2 }, run: { seed: 7 } })
    expect(await other.experiment()).toEqual(await lab.experiment())
    expect(await other.state()).toMatchObject({ kind: 'paused', step: 0 })
    await other.step(20)
    const again = await other.metrics()
    expect(trainLoss!.step.at(-1)).toBe(20)
    expect(again.trainLoss).toEqual(trainLoss)
  }
  await context.close()
  expect(other.errors).toEqual([])
})

walk('presets open by their names', async ({ lab }) => {
  for (const name of ['blank', 'tutorial']) {
    await lab.open(`#${name}.1`)
    expect(await lab.experiment()).toEqual(presetNamed(name)!.experiment)
  }
})

walk('the whole view rides along in a link', async ({ lab, page }) => {
  const view = 'view=layer:lif2,step:1,sample:3,neuron:5,of:sample,counts:log,raster:index,brush:-0.5..0.75'
  await lab.open(`#blank.1&network.hidden=16,16&batch=20&T=3&${view}`)
  await lab.step(1)
  await expect(lab.region('Network').locator('[aria-current=true]')).toContainText('lif2')
  const choice = (group: string, name: string) => page.getByRole('group', { name: group }).getByRole('radio', { name, exact: true })
  await expect(choice('Potentials of', 'sample')).toBeChecked()
  await expect(choice('Scale of counts', 'log')).toBeChecked()
  await expect(choice('Order of neurons', 'index')).toBeChecked()
  expect(await lab.link()).toContain(`&${view}`)
  const other = (await lab.link()).replace(/^[^#]*/, '')
  await lab.open(other)
  expect((await lab.link()).replace(/^[^#]*/, '')).toBe(other)
})

walk('what a view looks at and the network does not have is left out, and said', async ({ lab, page }) => {
  await lab.open('#blank.1&network.hidden=16&batch=20&T=2&view=layer:lif9,step:7,sample:99,color:red')
  const banner = page.getByRole('complementary', { name: 'About this link' })
  await expect(banner).toContainText('The link looks at a layer “lif9”, which this network does not have.')
  await expect(banner).toContainText('The link looks at step 8 of 2. All steps are shown.')
  await expect(banner).toContainText('a part “color:red” that is not understood')
  expect(await lab.link()).toMatch(/network\.hidden=16&view=sample:15$/)
})

// This test needs its own history.
test('the address follows edits and the view; Share makes a place to come back to', async ({ lab, page }) => {
  const hash = () => page.evaluate(() => location.hash)
  await lab.open('#blank.1&network.hidden=16&batch=20&T=2')
  const length = await page.evaluate(() => history.length)
  await lab
    .region('Network')
    .getByRole('button', { name: /^output/ })
    .click()
  await expect.poll(hash).toMatch(/&view=layer:output$/)
  await lab.button('Share').click()
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Link' })).toBeVisible()
  await page.keyboard.press('Escape')
  const shared = await hash()
  const seed = lab.region('Experiment').getByRole('spinbutton', { name: 'Seed' })
  await seed.fill('7')
  await seed.press('Enter')
  await expect.poll(hash).toContain('run.seed=7')
  expect(await page.evaluate(() => history.length)).toBe(length + 1)
  await page.goBack()
  await expect.poll(async () => (await lab.experiment()).run.seed).toBe(presetNamed('blank')!.experiment.run.seed)
  await expect.poll(hash).toBe(shared)
  await page.goForward()
  await expect.poll(async () => (await lab.experiment()).run.seed).toBe(7)
})

walk('the address has the experiment as soon as it is open, with the view', async ({ lab, page }) => {
  await lab.open('#blank.1&T=2&batch=20')
  const [address, link] = await page.evaluate(async (hash) => {
    await window.lab.open(hash)
    return [location.href, await window.lab.link()]
  }, '#blank.1&network.hidden=16,16&T=3&batch=20&view=layer:lif2')
  expect(link).toContain('lif2')
  expect(address).toBe(link)
})

walk('many changes are folded, and each is there', async ({ lab, page }) => {
  const changes =
    'T=3&batch=20&network.hidden=16&neuron.threshold=0.5&neuron.decay=0.4&optimizer.rate=0.01&clipNorm=1&epochs=2&seed=3&network.bias=false'
  await lab.open(`#blank.1&${changes}`)
  const banner = page.getByRole('complementary', { name: 'About this link' })
  await expect(banner).toContainText('with 9 settings that differ.')
  await expect(banner.getByRole('listitem')).toHaveCount(0)
  await banner.getByText('What differs').click()
  await expect(banner.getByRole('listitem')).toHaveCount(9)
  await expect(banner).toContainText('Threshold 0.50')
})
