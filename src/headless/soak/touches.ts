/** Uses every control of the page in turn, over and over, while it trains; none of them stops or restarts training. */
import type { Page } from 'playwright'

/** A touch that is not possible within this time counts as failed, and the next is tried. */
const PATIENCE_MS = 5000

type Touch = readonly [name: string, act: (page: Page, turn: number) => Promise<unknown>]

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** Opens a dialog from the palette, and closes it. */
const dialog = (words: string): Touch => [
  words,
  async (page) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Find an action' }).fill(words)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).waitFor({ timeout: PATIENCE_MS })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached', timeout: PATIENCE_MS })
  },
]

/** Presses a button of a view twice. */
const twice = (view: string, button: string): Touch => [
  `${view}: ${button}`,
  async (page) => {
    for (let turn = 0; turn < 2; turn++) await region(page, view).getByRole('button', { name: button }).click({ timeout: PATIENCE_MS })
  },
]

async function drag(page: Page, view: string, part: string, right: number, down: number, by: number): Promise<void> {
  const box = await region(page, view).locator(part).first().boundingBox({ timeout: PATIENCE_MS })
  if (!box) throw new Error(`${view} has no ${part} on screen`)
  const [x, y] = [box.x + right * box.width, box.y + down * box.height]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + by, y, { steps: 8 })
  await page.mouse.up()
}

const TOUCHES: readonly Touch[] = [
  [
    'a layer selected',
    (page, turn) =>
      page
        .locator('[data-layer]')
        .nth(1 + (turn % 8))
        .click({ timeout: PATIENCE_MS }),
  ],
  ['a time step selected', (page) => page.keyboard.press('Shift+ArrowRight')],
  ['potentials brushed', (page, turn) => drag(page, 'Membrane potential', 'canvas', 0.1 + 0.02 * (turn % 8), 0.5, 60)],
  ['potentials hovered', (page, turn) => drag(page, 'Membrane potential', 'canvas', 0.2 + 0.02 * (turn % 8), 0.3, 0)],
  ['an edge of the window dragged', (page, turn) => drag(page, 'Membrane potential', '[data-handle]', 0.5, 0.5, turn % 2 ? 30 : -30)],
  ['the lens put away', (page) => region(page, 'Membrane potential').locator('[data-handle]').first().press('Escape')],
  ['training time scrubbed', (page) => drag(page, 'Learning curves', 'canvas', 0.2, 0.5, 120)],
  [
    'back to live',
    (page) => region(page, 'Learning curves').getByRole('slider', { name: 'Training time' }).press('Home', { timeout: PATIENCE_MS }),
  ],
  ['a neuron selected', (page) => region(page, 'Spike raster').getByRole('img').press('ArrowRight', { timeout: PATIENCE_MS })],
  ['the next test sample', (page) => page.getByRole('button', { name: 'Next test sample' }).click({ timeout: PATIENCE_MS })],
  twice('Membrane potential', 'Table'),
  twice('Learning curves', 'Table'),
  twice('Gradient norm', 'Table'),
  twice('Weights', 'Table'),
  [
    'the theme, there and back',
    async (page) => {
      for (let turn = 0; turn < 2; turn++) await page.getByRole('button', { name: 'Dark or light' }).click({ timeout: PATIENCE_MS })
    },
  ],
  [
    'views paused and resumed',
    async (page) => {
      for (let turn = 0; turn < 2; turn++) await page.locator('body').press('f')
    },
  ],
  ...['keyboard and help', 'all presets', 'compare variants', 'memory and cost', 'graphics adapter', 'data sets'].map(dialog),
]

export function createTouches(page: Page) {
  let turn = 0
  let made = 0
  const failed = new Map<string, number>()
  return {
    async one(): Promise<void> {
      const [name, act] = TOUCHES[turn % TOUCHES.length]!
      try {
        await act(page, Math.floor(turn / TOUCHES.length))
        made++
      } catch {
        failed.set(name, (failed.get(name) ?? 0) + 1)
        await page.keyboard.press('Escape')
      }
      turn++
      // A pause between touches, as a user makes.
      await page.waitForTimeout(250)
    },
    /** Releases as much as possible before a measurement. */
    async rest(): Promise<void> {
      await page.mouse.move(2, 2)
      await page.keyboard.press('Escape')
    },
    count: () => made,
    failures: () => [...failed].map(([name, times]) => `${name}, ${times} times`),
  }
}
