/** Features around links: hidden controls, QR codes, experiment files, and files elsewhere that are fetched only after the user agrees. */

import { readFile } from 'node:fs/promises'
import { presetNamed } from '../src/experiments/presets'
import { violations } from './axe'
import { expect, type Lab, test, walk } from './lab'

const SMALL = '#blank.1&network.hidden=16,16&batch=20&T=3'
const FILE = 'https://files.example/lessons/one.json'
const banner = (lab: Lab) => lab.page.getByRole('complementary', { name: 'About this link' })
const asked = (lab: Lab) => lab.page.getByRole('complementary', { name: 'A link asks for a file' })
const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Link to this experiment' })
const experimentFile = (change: object = {}) =>
  JSON.stringify({
    format: 'membrane-experiment',
    version: 1,
    app: '0.1.0',
    shaders: '',
    preset: 'blank',
    experiment: { ...presetNamed('blank')!.experiment, run: { ...presetNamed('blank')!.experiment.run, seed: 77 } },
    view: 'layer:output',
    hide: [],
    ...change,
  })

walk('a teacher’s link hides what it names, its keys do nothing, and help shows everything again', async ({ lab, page }) => {
  await lab.open(`${SMALL}&hide=experiment,presets,compare,share,health,inspector,weights,fraction,norms,curves`)
  for (const name of ['Experiment', 'Health', 'Inspector', 'Gradient-available fraction', 'Gradient norm', 'Learning curves'])
    await expect(lab.region(name)).toHaveCount(0)
  for (const name of ['Compare', 'Share', 'Undo']) await expect(lab.button(name)).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Presets/ })).toHaveCount(0)
  for (const name of ['Network', 'Membrane potential', 'Spike raster']) await expect(lab.region(name)).toBeVisible()
  await page.locator('body').press('s')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  // The remaining parts fill the page.
  const box = await lab.region('Membrane potential').boundingBox()
  expect(box!.width).toBeGreaterThan(1400)
  await lab.step(1)
  expect(await lab.link()).toMatch(/&hide=experiment,presets,compare,share,fraction,gradient-norm,curves,health,inspector,weights$/)
  expect(await violations(lab.page, 'body')).toEqual([])

  await page.locator('body').press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard and help' })
  await expect(help).toContainText('The link that was opened hides: the experiment’s settings')
  await expect(help).not.toContainText('Share: copy a link')
  await help.getByRole('button', { name: 'Show all controls' }).click()
  for (const name of ['Experiment', 'Health', 'Gradient norm', 'Learning curves']) await expect(lab.region(name)).toBeVisible()
  await expect.poll(() => page.evaluate(() => location.hash)).not.toContain('hide')
})

walk('Share makes a link that hides what is checked, and leaves this page as it is', async ({ lab, page }) => {
  await lab.open(SMALL)
  await page.locator('body').press('s')
  const text = dialog(lab).getByRole('textbox', { name: 'Link' })
  await expect(text).toHaveValue(/network\.hidden=16,16$/)
  await dialog(lab).getByText('For teaching').click()
  await dialog(lab).getByRole('checkbox', { name: 'the presets, and opening files' }).check()
  await dialog(lab).getByRole('checkbox', { name: 'sharing, with the weights' }).check()
  await expect(text).toHaveValue(/&hide=presets,share$/)
  await dialog(lab).getByRole('checkbox', { name: 'In the simple view' }).check()
  await expect(text).toHaveValue(/&hide=simple,presets,share$/)
  await dialog(lab).getByRole('checkbox', { name: 'In the simple view' }).uncheck()
  await expect(text).toHaveValue(/&hide=presets,share$/)
  await expect(dialog(lab)).toContainText('It protects nothing')
  expect(await violations(lab.page, 'dialog')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(lab.button('Share')).toBeVisible()
})

walk('where the browser does not copy, the link is selected', async ({ lab, page }) => {
  await lab.open(SMALL)
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))
  })
  await lab.button('Share').click()
  await expect(dialog(lab).getByRole('status')).toHaveText(/did not allow copying/)
  await expect
    .poll(() =>
      dialog(lab)
        .getByRole('textbox', { name: 'Link' })
        .evaluate((input: HTMLInputElement) => ({
          focused: document.activeElement === input,
          selected: input.value.slice(input.selectionStart!, input.selectionEnd!),
        })),
    )
    .toEqual({ focused: true, selected: await lab.link() })
  await page.evaluate(() => {
    delete (navigator.clipboard as { writeText?: unknown }).writeText
  })
})

walk('the QR code of the link is seen, and large by a click or by Enter, black on white in both themes', async ({ lab, page }) => {
  await lab.open(SMALL)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await lab.button('Share').click()
    const small = dialog(lab).getByRole('button', { name: 'QR code of the link: show it large' })
    if (theme === 'dark') await small.click()
    else await small.press('Enter')
    const large = dialog(lab).getByRole('img', { name: /^QR code of the link http/ })
    const box = await large.boundingBox()
    expect(Math.min(box!.width, box!.height)).toBeGreaterThan(650)
    expect(await large.locator('rect').evaluate((rect) => getComputedStyle(rect).fill)).toBe('rgb(255, 255, 255)')
    expect(await large.locator('path').evaluate((path) => getComputedStyle(path).fill)).toBe('rgb(0, 0, 0)')
    expect(await violations(lab.page, 'dialog')).toEqual([])
    await dialog(lab).getByRole('button', { name: 'Back to the link' }).click()
    await expect(small).toBeVisible()
    await page.keyboard.press('Escape')
  }
})

walk('a link that is too long offers the file first, and no QR code', async ({ lab }) => {
  const layers = Array.from({ length: 60 }, (_, i) => 16 + ((i * 7919) % 97))
  await lab.open(`#blank.1&batch=20&T=2&network.hidden=${layers.join(',')}`)
  // The page's address has the length it may have in a real browser.
  const address = await lab.page.evaluate(() => location.href)
  await lab.page.evaluate(() => history.replaceState(null, '', `./?${'x'.repeat(3000)}`))
  await lab.button('Share').click()
  await expect(dialog(lab)).toContainText('some chats and mails cut a link this long. The file is safer.')
  await expect(dialog(lab)).toContainText('too long for a QR code')
  await expect(dialog(lab).getByRole('button', { name: 'Save as file' })).toHaveClass(/primary/)
  await lab.page.keyboard.press('Escape')
  await lab.page.evaluate((text) => history.replaceState(null, '', text), address)
})

walk('an experiment is saved as a file and opened again: same settings, same view, undone like an edit', async ({ lab, page }) => {
  await lab.open(`${SMALL}&seed=5&view=layer:lif2,counts:log`)
  const link = await lab.link()
  await lab.button('Share').click()
  const saved = page.waitForEvent('download')
  await dialog(lab).getByRole('button', { name: 'Save as file' }).click()
  const download = await saved
  expect(download.suggestedFilename()).toBe('blank.json')
  const text = await readFile((await download.path())!, 'utf8')
  const file = JSON.parse(text) as Record<string, unknown>
  expect(file).toMatchObject({ format: 'membrane-experiment', version: 1, preset: 'blank', view: 'layer:lif2,counts:log', hide: [] })
  expect(file.shaders).toMatch(/^[0-9a-f]{64}$/)
  expect(file.experiment).toEqual(await lab.experiment())
  await page.keyboard.press('Escape')

  await lab.open('#tutorial.1&batch=20')
  await page.getByRole('button', { name: /^Presets/ }).click()
  await page.getByLabel('Experiment file').setInputFiles(await download.path())
  await expect.poll(() => lab.link()).toBe(link)
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
  await expect(banner(lab)).toContainText('“Blank” with Batch 20; Steps 3; Hidden layers 16, 16; Seed 5.')
  await lab.button('Undo').click()
  await expect.poll(async () => (await lab.experiment()).encoder).toEqual(presetNamed('tutorial')!.experiment.encoder)
})

walk('a dropped file is known by what it holds: an experiment, or none', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.drop('lesson.json', experimentFile())
  await expect.poll(async () => (await lab.experiment()).run.seed).toBe(77)
  await expect(banner(lab)).toContainText('Opened from the file lesson.json: “Blank” with Seed 77.')
  // A bare experiment, the format of older files, under any file name.
  await lab.drop('notes', JSON.stringify({ version: 1, run: { seed: 78 } }))
  await expect.poll(async () => (await lab.experiment()).run.seed).toBe(78)
  const message = lab.page.getByRole('complementary', { name: 'Message' })
  await lab.drop('bad.json', experimentFile({ experiment: { version: 1, neuron: { kind: 'lif', thresh: 1 } } }))
  await expect(message).toContainText('bad.json could not be opened. neuron has no setting called “thresh”.')
  await lab.drop('new.json', experimentFile({ version: 2 }))
  await expect(message).toContainText('made by a newer version of Membrane')
  expect((await lab.experiment()).run.seed).toBe(78)
})

test('a file elsewhere is fetched only when the user agrees, and opens paused', async ({ lab, page }) => {
  const requests: string[] = []
  await page.context().route('https://files.example/**', async (route) => {
    requests.push(route.request().url())
    const headers = await route.request().allHeaders()
    expect(headers.referer).toBeUndefined()
    expect(headers.cookie).toBeUndefined()
    await route.fulfill({ body: experimentFile(), headers: { 'access-control-allow-origin': '*' } })
  })
  await lab.open(`#url=${FILE}&hide=share`)
  await expect(asked(lab)).toContainText(`This link asks to fetch an experiment from files.example: ${FILE}`)
  expect((await lab.experiment()).network).toEqual(presetNamed('window')!.experiment.network)
  expect(requests).toEqual([])
  expect(await violations(lab.page, '[data-notes]')).toEqual([])
  await asked(lab).getByRole('button', { name: 'Not now' }).click()
  await expect(asked(lab)).toHaveCount(0)
  expect(requests).toEqual([])

  // A different address, then the first one again.
  await lab.address('#blank.1')
  await expect.poll(async () => (await lab.experiment()).network).toEqual(presetNamed('blank')!.experiment.network)
  await lab.address(`#url=${FILE}&hide=share`)
  await asked(lab).getByRole('button', { name: 'Fetch' }).click()
  await expect.poll(async () => (await lab.experiment()).run.seed).toBe(77)
  expect(requests).toEqual([FILE])
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
  await expect(asked(lab)).toHaveCount(0)
  await expect(banner(lab)).toContainText('Opened from a file from files.example: “Blank” with Seed 77.')
  await expect(lab.button('Share')).toHaveCount(0)
  // The address stays a file link until the user edits.
  await lab.region('Network').getByRole('button', { name: /^lif1/ }).click()
  expect(await page.evaluate(() => location.hash)).toBe(`#url=${FILE}&hide=share`)
  const seed = lab.region('Experiment').getByRole('spinbutton', { name: 'Seed' })
  await seed.fill('8')
  await seed.press('Enter')
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#blank\.2&run\.seed=8&view=layer:lif1&hide=share$/)
})

walk('what goes wrong with a file elsewhere is said, and it can be tried again or left', async ({ lab, page }) => {
  let answer: 'missing' | 'refused' | 'no experiment' | 'endless' | 'long' | 'fine' = 'missing'
  await page.context().route('https://files.example/**', async (route) => {
    const headers = { 'access-control-allow-origin': '*' }
    if (answer === 'missing') return route.fulfill({ status: 404, headers, body: 'no' })
    if (answer === 'refused') return route.abort()
    if (answer === 'no experiment') return route.fulfill({ headers, body: '<html></html>' })
    if (answer === 'long') return route.fulfill({ headers, body: ' '.repeat(2 ** 20 + 1) })
    if (answer === 'fine') return route.fulfill({ headers, body: experimentFile() })
  })
  await lab.open(SMALL)
  await lab.address(`#url=${FILE}`)
  const alert = asked(lab).getByRole('alert')
  const fetch = asked(lab).getByRole('button', { name: /^Fetch/ })
  for (const [kind, words] of [
    ['missing', 'files.example answered 404: there is no such file.'],
    ['refused', 'either it cannot be reached, or it does not let other pages read its files (CORS).'],
    ['no experiment', 'files.example could not be opened. This file is no experiment'],
    ['long', 'longer than 1 MiB'],
  ] as const) {
    answer = kind
    await fetch.click()
    await expect(alert).toContainText(words)
  }
  answer = 'endless'
  await fetch.click()
  await asked(lab).getByRole('button', { name: 'Cancel' }).click()
  await expect(fetch).toHaveText('Fetch')
  answer = 'fine'
  await fetch.click()
  await expect.poll(async () => (await lab.experiment()).run.seed).toBe(77)
  // Ignore the browser's own messages about the failed request.
  lab.errors.splice(0, lab.errors.length, ...lab.errors.filter((text) => !text.includes('Failed to load resource')))
})

walk('an address that may not be fetched is refused before anyone is asked', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.address('#url=http://files.example/one.json')
  await expect(banner(lab)).toContainText('Only https addresses are fetched.')
  await expect(asked(lab)).toHaveCount(0)
  await expect(lab.call('open', `#url=${FILE}`)).rejects.toThrow(/another address/)
  await lab.call('open', JSON.parse(experimentFile()))
  expect((await lab.experiment()).run.seed).toBe(77)
})
