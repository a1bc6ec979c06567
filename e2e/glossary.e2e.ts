/**
 * The definition of a term where it is used: in a view of every kind of experiment, by pointer, key and touch, with a link into the docs.
 */
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { gen1Files } from '../src/testing/boxes'
import { boxWizard, openBoxes } from './boxes'
import { expect, type Lab, test, walk } from './lab'
import { SMALL_AGENT } from './small-agent'
import { SMALL_DETECTOR } from './small-detector'
import { SMALL_RETINA } from './small-retina'
import { twoStreams } from './two-streams'
import { written } from './written'

const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'
const tooltip = (lab: Lab) => lab.page.locator('[data-tooltip]')
const inspector = (lab: Lab) => lab.region('Inspector')
const tab = async (lab: Lab, name: string) => inspector(lab).getByRole('radio', { name, exact: true }).check({ force: true })

/** Scrolls to the element and waits, because scrolling closes a tooltip that a pointer has opened. */
async function inSight(at: Locator): Promise<Locator> {
  await at.scrollIntoViewIfNeeded()
  await at.page().evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  return at
}

/** Points at a term, checks its tooltip, and moves away. */
async function says(lab: Lab, at: Locator, ...words: readonly string[]): Promise<void> {
  await (await inSight(at)).hover()
  for (const part of words) await expect(tooltip(lab)).toContainText(part)
  await lab.page.mouse.move(0, 0)
  await expect(tooltip(lab)).toHaveCount(0)
}
const term = (within: Locator, name: string) => within.getByRole('button', { name, exact: true })

walk('a term is defined, with its equation, in a view of every kind of experiment', async ({ lab }) => {
  await lab.open(SMALL)
  await says(lab, term(lab.region('Membrane potential'), 'Membrane potential'), 'before it fires and is reset', 'u[t] = β · v[t−1] + x[t]')
  await lab.step(1)
  await tab(lab, 'test set')
  await lab.evaluate()
  await says(lab, term(inspector(lab), 'Confusion'), 'Confusion matrix', 'C[i, j] = test samples with label i')
  await says(lab, term(lab.region('Learning curves'), 'Loss'), 'cross-entropy', 'of TET')
  await lab.region('Learning curves').getByRole('button', { name: 'Table' }).click()
  await says(lab, term(lab.region('Learning curves'), 'test accuracy'), 'Accuracy', 'argmax y = label')
  await lab.region('Learning curves').getByRole('button', { name: 'Table' }).click()

  await lab.open('#noisy-sine.2&data.batch=32&encoder.steps=4')
  await says(lab, term(inspector(lab), 'Predicted against target'), 'Explained variance', 'R² = 1 − mean of (y − target)²')

  await lab.open(SMALL_RETINA)
  await tab(lab, 'statistics')
  await inspector(lab).getByRole('button', { name: 'Evaluate on the test movie' }).click()
  await says(lab, term(inspector(lab), 'Fano factor'), '1 is a Poisson process', 'F = variance / mean of the counts over trials')
  await says(lab, term(inspector(lab), 'CCnorm').first(), 'Normalized correlation', 'CCnorm = CC / √(SP / Var(y))')

  await lab.open(SMALL_DETECTOR)
  await tab(lab, 'sampler')
  await says(lab, term(inspector(lab), 'SAT'), 'the time of the spike receives a gradient', 'R[k] = m[t] · s[t]')

  await lab.open(SMALL_AGENT)
  await tab(lab, 'episode')
  await says(lab, term(inspector(lab), 'Memory'), 'forget gate F keeps it', 'c[t] = F[t] · c[t−1] + (1 − F[t]) · I[t]')

  await lab.call('open', twoStreams)
  await lab.idle()
  await says(lab, term(inspector(lab), 'temporal score'), 'A weight from 0 to 1 for each time step', 'A = sigmoid(')
})

walk('keys lead from a term, and from a setting, into its explanation and the docs, and back', async ({ lab }) => {
  await lab.open(SMALL)
  const { page } = lab
  const head = term(lab.region('Gradient norm'), 'Gradient norm')
  await page.keyboard.press('Tab')
  await head.focus()
  await expect(tooltip(lab)).toBeVisible()
  // Opened by key, the tooltip has focus and a description, and Escape returns to the term.
  await page.keyboard.press('Enter')
  const entered = page.getByRole('dialog', { name: 'Gradient norm' })
  await expect(entered).toHaveAccessibleDescription(/L2 norm over batch and neurons/)
  await expect(entered.getByRole('button', { name: 'In the docs' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(entered).toHaveCount(0)
  await expect(head).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  const docs = page.getByRole('dialog', { name: 'Docs' })
  await expect(docs.getByRole('heading', { name: 'Neurons', exact: true })).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(docs).toHaveCount(0)
  await expect(head).toBeFocused()

  // F1 opens the same tooltip for a setting, whatever its control.
  const decay = lab.region('Experiment').getByLabel('Decay β', { exact: true }).last()
  await decay.focus()
  await page.keyboard.press('F1')
  await expect(tooltip(lab)).toContainText('u[t] = β · v[t−1] + x[t]')
  await page.keyboard.press('Tab')
  await expect(tooltip(lab)).toHaveCount(0)
})

walk('a pointer, and a finger in a dialog, reach the docs from the explanation of a setting', async ({ lab }) => {
  await lab.open(SMALL)
  const { page } = lab
  const docs = page.getByRole('dialog', { name: 'Docs' })
  await (await inSight(lab.region('Experiment').locator('label', { hasText: 'Optimizer' }))).hover()
  await expect(tooltip(lab)).toContainText('w ← w − η')
  await tooltip(lab).locator('button', { hasText: 'In the docs' }).click()
  await expect(docs.getByRole('heading', { name: 'Optimizers, as torch.optim' })).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(docs).toHaveCount(0)

  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'Edit experiment' }).click()
  const form = page.getByRole('dialog', { name: 'Edit the experiment' })
  const setting = await inSight(form.locator('label', { hasText: 'Normalization' }))
  await setting.evaluate((label) => {
    for (const type of ['pointerdown', 'pointerup', 'click'])
      label.dispatchEvent(new PointerEvent(type, { pointerType: 'touch', bubbles: true, cancelable: true }))
  })
  await expect(tooltip(lab)).toContainText('x ← γ · αθ · (x − mean) / √(variance + ε) + shift')
  await tooltip(lab).locator('button', { hasText: 'In the docs' }).click()
  await expect(docs.getByRole('heading', { name: 'Layers', exact: true })).toBeInViewport()
  await page.keyboard.press('Escape')
})

walk('so are words of tables, of the network strip, and of what a plot draws', async ({ lab }) => {
  const { page } = lab
  await lab.open(SMALL)
  await lab.step(1)
  const cell = lab.region('Network').getByRole('button').nth(1)
  await says(lab, cell.getByText(/ par\.$/), 'Parameters', 'dense = inputs · neurons + neurons')
  await says(lab, cell.getByText(/^in window/), 'Gradient-available fraction', 'GAF[t] = share of (neuron, sample)')
  const potential = term(lab.region('Membrane potential'), 'Membrane potential')
  await says(lab, potential, 'before it fires', 'step × potential', 'the share of potentials in each bin of the axis', 't = 1, all')
  await expect(potential).toHaveAccessibleDescription(/t = 1, all: A neuron is computed T times/)

  await lab.call('compare', { times: [2], seeds: [1, 2], steps: 2 })
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const comparison = page.getByRole('dialog', { name: 'Compare variants' })
  await says(lab, comparison.getByText('seed 1', { exact: true }), 'all random numbers follow')
  await says(lab, comparison.getByRole('columnheader', { name: 'mean' }).locator('span'), 'Over seeds', 'deviation = √(')
  await page.keyboard.press('Escape')

  await lab.button('Runs').click()
  const runs = page.getByRole('dialog', { name: 'Runs' })
  await says(lab, runs.getByRole('button', { name: 'Shaders' }), 'Where a run was computed', 'the same link gives the same bits')
  await page.keyboard.press('Escape')
})

// A page of its own, because the import dialog keeps its files as long as the page lives.
walk('so are the settings of an import', async ({ lab }, info) => {
  await lab.open(SMALL)
  await openBoxes(lab, join(await written(info.outputPath('folder'), await gen1Files()), 'gen1'))
  const setting = boxWizard(lab).getByText('Image size', { exact: true })
  await says(lab, setting, 'Letterbox', 'pixel = (⌊x · s⌋, ⌊y · s⌋)')
  await boxWizard(lab).getByRole('button', { name: 'Close' }).click()
})

test('an explanation that fails says so, and leaves the page and the training as they are', async ({ lab, page }) => {
  await page.addInitScript(() => {
    const show = HTMLElement.prototype.showPopover
    HTMLElement.prototype.showPopover = function () {
      if (document.documentElement.dataset.refuse !== 'no') throw new Error('The browser does not show this.')
      show.call(this)
    }
  })
  await lab.open(SMALL)
  const head = term(lab.region('Gradient norm'), 'Gradient norm')
  await head.hover()
  const said = lab.region('An explanation')
  await expect(said.getByRole('alert')).toContainText(
    'An explanation cannot be shown. The view met an error: The browser does not show this.',
  )
  expect(lab.errors.join()).toContain('The browser does not show this.')
  lab.errors.splice(0)
  await expect(lab.region('Membrane potential').getByRole('img')).toBeVisible()
  await lab.button('Step').click()
  await expect.poll(async () => (await lab.state()).step).toBe(1)

  await page.evaluate(() => {
    document.documentElement.dataset.refuse = 'no'
  })
  await said.getByRole('button', { name: 'Show again' }).click()
  await says(lab, head, 'L2 norm over batch and neurons')
  await expect(said).toHaveCount(0)
})
