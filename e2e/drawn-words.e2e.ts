/**
 * Every word drawn on a canvas is explained at the plot's title, or is a plain word listed here. The drawn words come from data,
 * schemas and templates too, so a search of the source would miss some.
 */
import type { Page } from '@playwright/test'
import { GLOSSARY } from '../src/ui/state/labels/glossary'
import { expect, type Lab, walk } from './lab'
import { SMALL_AGENT } from './small-agent'
import { SMALL_DETECTOR } from './small-detector'

const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'

/** Everyday words. */
const PLAIN = [
  'a above active all an and at axis before below best by closed count dimensionless done edge env episode event first fixed highest in',
  'last length live log lower mean most nats neuron no now of off on orange per rad reset seen share step test the to train upper value was what',
]
/** Names from the data: classes, state variables, layers and parts of their names. */
const NAMES = 'disc square triangle angle angular position velocity lif grsn silu'

interface Drawing {
  readonly place: string
  readonly texts: readonly string[]
  /** The words that the title explains, the names of the terms there, and their texts there. */
  readonly drawn: readonly string[]
  readonly about: readonly string[]
  readonly said: readonly string[]
}

/** Runs in the page: records all text written on each canvas from now on, until `stopListening`. */
function listen(): void {
  const kept = new WeakMap<HTMLCanvasElement, Set<string>>()
  const write = CanvasRenderingContext2D.prototype.fillText
  Object.assign(window, {
    drawnOn: (canvas: HTMLCanvasElement) => [...(kept.get(canvas) ?? [])],
    stopListening: () => {
      CanvasRenderingContext2D.prototype.fillText = write
    },
  })
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    const texts = kept.get(this.canvas) ?? new Set()
    kept.set(this.canvas, texts.add(text))
    write.call(this, text, ...place)
  }
}

/** What is drawn now, with the explanations of the nearest heading. */
const drawings = (page: Page): Promise<Drawing[]> =>
  page.evaluate(() => {
    const { drawnOn } = window as unknown as { drawnOn: (canvas: HTMLCanvasElement) => string[] }
    return [...document.querySelectorAll<HTMLCanvasElement>(':is(main, aside, dialog) canvas')].map((canvas) => {
      let around = canvas.closest('section')
      while (around && !around.querySelector('[data-about], [data-drawn]')) around = around.parentElement?.closest('section') ?? null
      const terms = [...(around?.querySelectorAll<HTMLElement>('[data-about]') ?? [])]
      const titles = [...(around?.querySelectorAll<HTMLElement>('[data-drawn]') ?? [])]
      return {
        place: around?.getAttribute('aria-label') ?? '',
        texts: drawnOn(canvas),
        drawn: titles.flatMap(({ dataset }) => Object.keys(JSON.parse(dataset.drawn!))),
        about: terms.map(({ dataset }) => dataset.about!),
        said: terms.map(({ textContent }) => textContent!),
      }
    })
  })

/** Words without numbers and signs, in the singular. Skips sentences, which say why nothing is drawn, and abbreviated names. */
const wordsOf = (text: string): string[] =>
  /^Building|[.…]$/.test(text) ? [] : (text.toLowerCase().match(/\p{L}{2,}/gu) ?? []).map((word) => word.replace(/s$/, ''))

function unexplained({ place, texts, drawn, about, said }: Drawing, names: readonly string[]): string[] {
  const terms = about.flatMap((name) => [GLOSSARY[name]?.term ?? '', ...(GLOSSARY[name]?.also ?? [])])
  const known = new Set([...drawn, ...said, ...terms, ...names, NAMES, ...PLAIN].flatMap(wordsOf))
  return texts.flatMap((text) => wordsOf(text).flatMap((word) => (known.has(word) ? [] : `${place}: “${word}” of “${text}”`)))
}

/** Runs in the page: scrolls to each section, because hidden ones are not drawn. */
async function passBy(): Promise<void> {
  for (const section of document.querySelectorAll(':is(main, aside, dialog) section')) {
    section.scrollIntoView()
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
  }
}

/** Collects the unexplained words that are drawn now, in every section. */
async function passedBy(lab: Lab, names: readonly string[]): Promise<string[]> {
  await lab.page.evaluate(passBy)
  await expect.poll(async () => (await drawings(lab.page)).some(({ texts }) => texts.length > 0)).toBe(true)
  return (await drawings(lab.page)).flatMap((drawing) => unexplained(drawing, names))
}

/** Collects the unexplained words in each tab of the Inspector. */
async function lookAround(lab: Lab): Promise<string[]> {
  const names = (await lab.call('layers')).map(({ name }) => name)
  const tabs = lab.region('Inspector').getByRole('group', { name: 'What to inspect' }).getByRole('radio')
  const found = new Set<string>()
  for (let tab = 0; tab < (await tabs.count()); tab++) {
    await tabs.nth(tab).check({ force: true })
    for (const one of await passedBy(lab, names)) found.add(one)
  }
  return [...found].sort()
}

for (const [kind, hash] of Object.entries({ 'a classifier': SMALL, 'a detector': SMALL_DETECTOR, 'an agent': SMALL_AGENT }))
  walk(`each word that ${kind} has drawn is explained, or plain`, async ({ lab }) => {
    await lab.open(hash)
    await lab.page.evaluate(listen)
    await lab.step(2)
    await lab.call('evaluate')
    expect(await lookAround(lab)).toEqual([])
    await lab.page.evaluate('stopListening()')
  })

walk('each word of the gradient over time, and of the loss around the weights, is explained, or plain', async ({ lab, page }) => {
  await lab.open(SMALL)
  await page.evaluate(listen)
  await lab.step(2)
  const names = (await lab.call('layers')).map(({ name }) => name)
  const norms = lab.region('Gradient norm')
  await norms.getByRole('button', { name: 'Flow' }).click()
  const charts = norms.getByRole('group', { name: 'Chart of the gradient flow' }).getByRole('radio')
  await expect(charts).toHaveCount(5)
  for (const chart of await charts.all()) {
    await chart.check({ force: true })
    expect(await passedBy(lab, names)).toEqual([])
  }
  await norms.getByRole('button', { name: 'Flow' }).click()
  await lab.button('Check the gradient …').click()
  const part = page.getByRole('dialog', { name: 'Check the gradient' }).getByRole('region', { name: 'The loss around here' })
  await part.getByLabel('Points on a side').selectOption('5')
  await part.getByRole('button', { name: 'Look around' }).click()
  await expect(part.getByRole('status').first()).toContainText('Sharpness')
  expect(await passedBy(lab, names)).toEqual([])
  await page.evaluate('stopListening()')
})
