/** States of an experiment that was trained. */
import { expect, type Lab } from '../lab'
import { dialog, SMALL, type State, shows, take, type Walk } from './walk'

const inspector = (lab: Lab) => lab.page.getByRole('region', { name: 'Inspector' })
const sized = (width: number, height: number) => (lab: Lab) => lab.page.setViewportSize({ width, height })

async function switchTables(lab: Lab, raster: 'table' | 'rate'): Promise<void> {
  for (const name of ['Membrane potential', 'Learning curves', 'Weights'])
    await lab.region(name).getByRole('button', { name: 'Table', exact: true }).click()
  await lab.region('Weights').getByRole('button', { name: 'Receptive fields as a table' }).click()
  await lab.region('Spike raster').getByRole('radio', { name: raster }).check({ force: true })
}

const STATES: readonly State[] = [
  {
    name: 'a threshold on trial',
    reach: async (lab) => {
      await lab.step(1)
      await lab.region('Membrane potential').getByRole('slider', { name: 'Threshold' }).press('ArrowLeft')
    },
    leave: (lab) => lab.region('Membrane potential').getByRole('slider', { name: 'Threshold' }).press('Escape'),
  },
  {
    name: 'neurons selected in the raster',
    reach: async (lab) => {
      const raster = lab.region('Spike raster').getByRole('img')
      for (let times = 0; times < 2; times++) await raster.press('Shift+ArrowRight')
      await expect(lab.region('Membrane potential')).toContainText('Selected in the raster')
    },
    leave: (lab) => lab.region('Spike raster').getByRole('img').press('Escape'),
  },
  {
    name: 'a reset that can be undone',
    reach: async (lab) => {
      await lab.button('Reset').click()
      await expect(lab.page.getByRole('complementary', { name: 'Message' })).toContainText('Undo')
    },
  },
  { name: 'trained and evaluated', reach: (lab) => lab.step(3).then(() => lab.call('evaluate')) },
  {
    name: 'the trained network under stress, with a curve',
    reach: async (lab) => {
      await shows(lab, 'stress', 'Stress')
      const stress = dialog(lab, 'Stress')
      await stress.getByLabel('Test samples, at most').fill('50')
      await lab.page.keyboard.press('Enter')
      await stress.getByLabel('Disturbance').selectOption('steps')
      await stress.getByRole('button', { name: 'Draw the curve' }).click()
      await expect(stress.getByRole('img')).toHaveAccessibleName(/^test accuracy over the strength of time steps/)
      await stress.getByRole('button', { name: 'Draw the curve' }).waitFor()
    },
  },
  {
    name: 'an attribution',
    reach: async (lab) => {
      await shows(lab, 'attribution gradient', 'Attribution')
      await expect(dialog(lab, 'Attribution').getByRole('img')).toHaveAccessibleName(/^Gradient of output/)
    },
  },
  {
    name: 'an attribution as a table, on a phone',
    reach: async (lab) => {
      await lab.page.setViewportSize({ width: 400, height: 800 })
      await shows(lab, 'attribution gradient', 'Attribution')
      await dialog(lab, 'Attribution').getByRole('button', { name: 'Gradient of the output to the input as a table' }).click()
    },
    leave: sized(1440, 900),
  },
  {
    name: 'the gradient followed through time',
    reach: async (lab) => {
      const norms = lab.region('Gradient norm')
      await norms.getByRole('button', { name: 'Flow' }).click()
      await expect(norms.getByRole('img', { name: /^Parts of the gradient of / })).toBeVisible()
      await norms.getByRole('button', { name: 'Parts of the gradient as a table' }).click()
    },
    leave: (lab) => lab.region('Gradient norm').getByRole('button', { name: 'Flow' }).click(),
  },
  {
    name: 'the loss around the weights',
    reach: async (lab) => {
      await shows(lab, 'check the gradient', 'Check the gradient')
      const part = dialog(lab, 'Check the gradient').getByRole('region', { name: 'The loss around here' })
      await part.getByLabel('Points on a side').selectOption('5')
      await part.getByRole('button', { name: 'Look around' }).click()
      await expect(part.getByRole('status').first()).toContainText('Sharpness')
    },
  },
  { name: 'every table', reach: (lab) => switchTables(lab, 'table'), leave: (lab) => switchTables(lab, 'rate') },
  {
    name: 'the curves analyzed',
    reach: async (lab) => {
      await take(lab, 'curves zoom')
      await expect(lab.page.locator('.js-plotly-plot')).toBeVisible()
    },
  },
  {
    name: 'a figure to save',
    reach: async (lab) => {
      await take(lab, 'membrane figure')
      await expect(lab.page.getByRole('dialog', { name: 'Save figure' }).getByRole('img')).toBeVisible()
    },
  },
  { name: 'a narrow screen', reach: sized(900, 900), leave: sized(1440, 900) },
  { name: 'a phone', reach: sized(400, 800), leave: sized(1440, 900) },
  {
    name: 'all of the progress on a phone',
    reach: async (lab) => {
      await sized(400, 800)(lab)
      await lab.button('All of the progress').click()
      await expect(lab.page.getByRole('dialog', { name: 'Progress' })).toContainText('elapsed')
    },
    leave: async (lab) => {
      await lab.page.keyboard.press('Escape')
      await sized(1440, 900)(lab)
    },
  },
  {
    name: 'the test set',
    reach: async (lab) => {
      await inspector(lab).getByRole('radio', { name: 'test set' }).check({ force: true })
      await expect(lab.page.getByRole('region', { name: 'Confusion' })).toBeVisible()
    },
  },
  {
    name: 'training',
    reach: async (lab) => {
      await lab.play()
      await expect(lab.button('Pause')).toBeVisible()
    },
    leave: (lab) => lab.pause(),
  },
  {
    name: 'a lost device',
    reach: async (lab) => {
      await lab.call('loseDevice')
      await expect(lab.region('Health')).toContainText(/lost/i)
    },
  },
]

export const TRAINED: Walk = { name: 'a trained one', from: SMALL, states: STATES }
