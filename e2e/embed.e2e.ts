/** The lab embedded in a page of another origin: what is shown, what that page may request, replies to garbage, and the notebook widget. */
import type { Frame, Page } from '@playwright/test'
import { violations } from './axe'
import { expect, Lab, test } from './lab'
import { serveSite, type TestSite } from './site'

let around: TestSite
test.beforeEach(async () => {
  around = await serveSite()
})
test.afterEach(() => around.close())

const LINK = 'blank.1&T=3&batch=10&network.hidden=16'

/** Opens a page of another origin that holds the lab in a frame, and waits for the lab. */
async function openAround(page: Page, address: string, script = ''): Promise<Frame> {
  around.files.set(
    'around.html',
    `<!doctype html><title>Around</title><iframe id="lab" width="900" height="600"></iframe><script type="module">${script}</script>`,
  )
  await page.goto(`${around.url}around.html`)
  await page.evaluate((src) => {
    const heard: unknown[] = []
    addEventListener('message', ({ data }) => heard.push(data))
    Object.assign(window, { heard })
    document.querySelector('iframe')!.src = src
  }, address)
  const frame = await (await page.locator('iframe').elementHandle())!.contentFrame()
  await frame!.waitForURL(/embed/)
  await frame!.waitForFunction(() => 'lab' in window)
  await frame!.evaluate(() => window.lab.idle())
  return frame!
}

type Heard = { membrane: number; id?: unknown; ok?: boolean; value?: never; error?: string; event?: string }
const heard = (page: Page): Promise<Heard[]> => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)
/** Acts as the surrounding page: sends a request and waits for the answer with its id. */
const ask = (page: Page, message: { id: string | number } & Record<string, unknown>): Promise<Heard> =>
  page.evaluate(async (message) => {
    const frame = document.querySelector('iframe')!
    frame.contentWindow!.postMessage({ membrane: 1, ...message }, new URL(frame.src).origin)
    return new Promise<Heard>((resolve) =>
      addEventListener('message', ({ data }) => {
        if (data.id !== message.id) return
        const { value } = data
        const plain =
          value instanceof ArrayBuffer
            ? { bytes: value.byteLength }
            : ArrayBuffer.isView(value?.data)
              ? { ...value, data: value.data.length }
              : value
        resolve({ ...data, value: plain })
      }),
    )
  }, message)

test('shows one view, and the strip and controls where the link asks for them; no chrome, and keys are left to the page around', async ({
  page,
  baseURL,
}) => {
  const errors = new Lab(page).errors
  const frame = await openAround(page, `${baseURL}#embed&${LINK}&view=full:curves`)
  await expect(frame.getByRole('region', { name: 'Learning curves' })).toBeVisible()
  for (const role of ['banner', 'navigation', 'progressbar'] as const) await expect(frame.getByRole(role)).toHaveCount(0)
  for (const name of ['Network', 'Membrane potential', 'Health'])
    await expect(frame.getByRole('region', { name, exact: true })).toHaveCount(0)
  await expect(frame.getByRole('button', { name: /^(Back|Full size)$/ })).toHaveCount(0)
  await frame.locator('body').press('?')
  await frame.locator('body').press('Space')
  expect(await frame.evaluate(() => window.lab.state())).toMatchObject({ kind: 'paused', step: 0 })
  await expect(frame.getByRole('dialog')).toHaveCount(0)

  const other = await openAround(page, `${baseURL}#embed=strip,controls&${LINK}`)
  await expect(other.getByRole('region', { name: 'Membrane potential' })).toBeVisible()
  await expect(other.getByRole('region', { name: 'Network' })).toContainText('lif1')
  await other.getByRole('button', { name: 'Step', exact: true }).click()
  await expect(other.getByRole('progressbar', { name: 'Training progress' })).toHaveAttribute('aria-valuenow', '1')
  // The address follows the open experiment, and the link to the lab contains that experiment alone.
  await other.evaluate(() => window.lab.open('#blank.1&T=5'))
  await expect.poll(() => other.url()).toMatch(/#embed=strip,controls&blank\.\d+&encoder\.steps=5$/)
  const link = other.getByRole('link', { name: 'Open in the lab' })
  const [lab] = await Promise.all([page.context().waitForEvent('page'), link.click()])
  expect(new URL(lab.url()).hash).toMatch(/^#blank\.\d+&encoder\.steps=5$/)
  await lab.close()
  expect(errors).toEqual([])
})

test('Share writes the code of a frame, with the view and the parts that are chosen', async ({ page, lab }) => {
  await lab.open(`#${LINK}&hide=experiment,curves`)
  await page.locator('body').press('s')
  const share = page.getByRole('dialog', { name: 'Link to this experiment' })
  await share.getByText('Embed it in a page').click()
  await share.getByRole('combobox', { name: 'View' }).selectOption('Learning curves')
  await share.getByRole('checkbox', { name: 'Play, Step and Reset below it' }).uncheck()
  const code = share.getByRole('textbox', { name: 'Embed code' })
  await expect(code).toHaveValue(
    /^<iframe src="[^"]*#embed=strip&amp;blank\.\d+&amp;[^"]*&amp;view=full:curves&amp;hide=experiment" title="/,
  )
  expect(await violations(page, 'dialog')).toEqual([])
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await share.getByRole('button', { name: 'Copy the code' }).click()
  await expect(share.getByRole('status')).toHaveText('Embed code copied.')
  around.files.set('around.html', `<!doctype html><title>Around</title>${await code.inputValue()}`)
  const other = await page.context().newPage()
  await other.goto(`${around.url}around.html`)
  const frame = other.frameLocator('iframe')
  await expect(frame.getByRole('region', { name: 'Learning curves' })).toBeVisible()
  await expect(frame.getByRole('region', { name: 'Network' })).toContainText('lif1')
  await expect(frame.getByRole('button', { name: 'Play', exact: true })).toHaveCount(0)
  await other.close()
})

test('has no axe violation, and says why a link could not be opened', async ({ page, baseURL }) => {
  await page.goto(`${baseURL}#embed=strip,controls&${LINK}`)
  await page.waitForFunction(() => 'lab' in window)
  await page.evaluate(() => window.lab.idle())
  expect(await violations(page)).toEqual([])
  await page.goto('about:blank')
  await page.goto(`${baseURL}#embed&nothing-of-the-kind`)
  await expect(page.getByRole('complementary', { name: 'About this link' })).toContainText('could not be opened')
})

test('answers the surrounding page, of another origin, with plain data, and garbage with a sentence or not at all', async ({
  page,
  baseURL,
}) => {
  const errors = new Lab(page).errors
  const frame = await openAround(page, `${baseURL}#embed`)
  expect(await heard(page)).toContainEqual({ membrane: 1, event: 'ready', value: { version: 1 } })
  expect((await ask(page, { id: 1, call: 'hello' })).value).toMatchObject({ version: 1 })
  expect(await ask(page, { id: 2, call: 'open', args: [`#${LINK}`] })).toMatchObject({ ok: true, value: { data: { batch: 10 } } })
  expect(await ask(page, { id: 3, call: 'step', args: [3] })).toMatchObject({ ok: true })
  expect(await ask(page, { id: 4, call: 'state' })).toMatchObject({ ok: true, value: { kind: 'paused', step: 3 } })
  expect(await ask(page, { id: 5, call: 'metrics' })).toMatchObject({ ok: true, value: { trainLoss: { step: expect.anything() } } })
  expect(await ask(page, { id: 6, call: 'potentials', args: ['lif1', 0] })).toMatchObject({
    ok: true,
    value: { steps: 3, neurons: 16, data: 48 },
  })
  const weights = await ask(page, { id: 7, call: 'weights' })
  expect((weights.value as unknown as { bytes: number }).bytes).toBeGreaterThan(4 * 784 * 16)
  await ask(page, { id: 8, call: 'play' })
  await ask(page, { id: 9, call: 'pause' })
  expect((await heard(page)).some(({ event }) => event === 'state')).toBe(true)

  expect(await ask(page, { id: 10, call: 'open', args: ['#url=https://example.org/a.json'] })).toMatchObject({
    ok: false,
    error: expect.stringContaining('which only the page fetches'),
  })
  expect(await ask(page, { id: 11, call: 'eval', args: ['1'] })).toMatchObject({
    ok: false,
    error: expect.stringContaining('no such call'),
  })
  expect(await ask(page, { id: 12, membrane: 9, call: 'play' })).toMatchObject({ ok: false, error: expect.stringContaining('version 1') })
  const before = (await heard(page)).filter(({ id }) => id !== undefined).length
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector('iframe')!
    for (const garbage of [null, 7, 'play', { type: 'other' }, [1, 2], new Uint8Array(1e6)]) contentWindow!.postMessage(garbage, '*')
  })
  // A sibling frame is not the surrounding page.
  await page.evaluate(async () => {
    const beside = document.createElement('iframe')
    document.body.append(beside)
    const script = beside.contentDocument!.createElement('script')
    script.textContent =
      "parent.frames[0].postMessage({ membrane: 1, id: 'beside', call: 'reset' }, '*'); parent.frames[0].postMessage({ membrane: 1, id: 'beside', call: 'step' }, '*')"
    beside.contentDocument!.body.append(script)
  })
  expect(await ask(page, { id: 13, call: 'state' })).toMatchObject({ ok: true })
  expect((await heard(page)).filter(({ id }) => id !== undefined)).toHaveLength(before + 1)
  expect((await heard(page)).some(({ id }) => id === 'beside')).toBe(false)
  expect(await frame.evaluate(() => window.lab.state())).toMatchObject({ kind: 'paused' })
  expect(errors).toEqual([])
})

/** A host as specified by anywidget for front-end modules: get, set, save_changes, on, off, send. */
const HOST = `
  const listeners = new Map(), traits = { lab: LAB, link: '#${LINK}', parts: 'controls', height: 480, state: {}, metrics: {} }
  const saved = [], sent = []
  const model = {
    get: (key) => traits[key],
    set: (key, value) => { traits[key] = value },
    save_changes: () => saved.push(structuredClone(traits)),
    on: (name, callback) => listeners.set(name, [...(listeners.get(name) ?? []), callback]),
    off: (name, callback) => listeners.set(name, (listeners.get(name) ?? []).filter((one) => one !== callback)),
    send: (content, callbacks, buffers) => sent.push({ content, buffers: (buffers ?? []).map((buffer) => buffer.byteLength) }),
  }
  const fire = (name, ...args) => (listeners.get(name) ?? []).forEach((callback) => callback(...args))
  const { default: widget } = await import(LAB + 'widget.js')
  const el = document.body.appendChild(document.createElement('div'))
  const cleanup = await widget.render({ model, el })
  Object.assign(window, { traits, saved, sent, fire, cleanup, listeners })
`

test('is a widget of a notebook: traits, calls by custom messages, and nothing left behind', async ({ page }) => {
  const errors = new Lab(page).errors
  const lab = await serveSite()
  // A module of another origin loads only if its server allows it.
  lab.headers.set('access-control-allow-origin', '*')
  around.files.set('host.html', `<!doctype html><title>Host</title><body><script type="module">const LAB = '${lab.url}'\n${HOST}</script>`)
  await page.goto(`${around.url}host.html`)
  const value = <T>(read: string): Promise<T> => page.evaluate(read)
  const frame = page.frameLocator('iframe[title=Membrane]')
  await expect(frame.getByRole('region', { name: 'Membrane potential' })).toBeVisible()
  await value(`fire('msg:custom', { id: 1, call: 'step', args: [2] }, [])`)
  await expect.poll(() => value('sent.find(({ content }) => content.id === 1)?.content')).toEqual({ id: 1, ok: true, value: null })
  await expect.poll(() => value('traits.state.step')).toBe(2)
  await expect.poll(() => value('saved.at(-1).metrics.trainLoss?.value.length')).toBe(2)

  await value(`fire('msg:custom', { id: 2, call: 'potentials', args: ['lif1', 0] }, [])`)
  await expect
    .poll(() => value('sent.find(({ content }) => content.id === 2)'))
    .toEqual({
      content: { id: 2, ok: true, value: { steps: 3, neurons: 16, data: { buffer: 0, type: 'Float32Array' } } },
      buffers: [4 * 48],
    })
  await value(`fire('msg:custom', { id: 3, call: 'nothing' }, [])`)
  await expect.poll(() => value('sent.find(({ content }) => content.id === 3)?.content.error')).toContain('no such call')
  await value(`traits.link = '#blank.1&T=5', fire('change:link')`)
  await expect(frame.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0')
  await value(`traits.link = '#blnk', fire('change:link')`)
  await expect.poll(() => value('traits.state.error')).toContain('no preset')
  // Later reports on the run that is still open do not clear the error.
  await value(`fire('msg:custom', { id: 4, call: 'step' }, [])`)
  await expect.poll(() => value('traits.state.step')).toBe(1)
  expect(await value('traits.state.error')).toContain('no preset')
  await value('cleanup()')
  await expect(page.locator('iframe')).toHaveCount(0)
  expect(await value('[...listeners.values()].flat().length')).toBe(0)
  expect(errors).toEqual([])
  await lab.close()
})
