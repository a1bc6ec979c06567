/** States of an experiment that was not trained. */
import { expect } from '../lab'
import { dialog, opened, SMALL, type State, shows, take, type Walk } from './walk'

const STATES: readonly State[] = [
  { name: 'paused at the start' },
  {
    name: 'Health folded',
    reach: (lab) => lab.region('Health').getByRole('button', { name: 'Health', exact: true }).click(),
    leave: (lab) => lab.region('Health').getByRole('button', { name: 'Health', exact: true }).click(),
  },
  { name: 'no saved runs', reach: (lab) => shows(lab, 'runs compare', 'Runs') },
  {
    name: 'the input selected',
    reach: (lab) => lab.region('Network').locator('[data-layer]').first().click(),
    leave: (lab) => lab.region('Network').locator('[data-layer]').nth(1).click(),
  },
  {
    name: 'what differs from the preset',
    reach: async (lab) => {
      await lab.page.getByRole('button', { name: /settings differ$/ }).click()
      await expect(lab.page.getByRole('heading', { name: /from the preset/ })).toBeVisible()
    },
  },
  { name: 'the presets', reach: (lab) => shows(lab, 'all presets', 'Open an experiment') },
  { name: 'the data sets', reach: (lab) => shows(lab, 'data sets', 'Data sets') },
  { name: 'the keys', reach: (lab) => shows(lab, 'keyboard', 'Keyboard and help') },
  { name: 'the lessons', reach: (lab) => shows(lab, 'lessons', 'Lessons') },
  { name: 'the glossary', reach: (lab) => shows(lab, 'glossary', 'Glossary') },
  {
    name: 'the docs',
    reach: (lab) =>
      shows(lab, 'docs: read', 'Docs').then(() => expect(lab.page.getByRole('article', { name: 'Looking at potentials' })).toBeVisible()),
  },
  {
    name: 'the tour',
    reach: (lab) => take(lab, 'tour of the page').then(() => expect(dialog(lab, 'Tour')).toBeVisible()),
    leave: (lab) => lab.button('Skip the tour').click(),
  },
  { name: 'the device', reach: (lab) => shows(lab, 'graphics adapter', 'Graphics adapter') },
  {
    name: 'how fast the device is',
    reach: (lab) => shows(lab, 'how fast is this device', 'How fast is this device?'),
  },
  {
    name: 'a profile of a step',
    reach: async (lab) => {
      await lab.call('profile')
      await shows(lab, 'graphics adapter', 'Graphics adapter')
      await dialog(lab, 'Graphics adapter').getByText('Limits', { exact: true }).click()
      await expect(dialog(lab, 'Graphics adapter').getByRole('img', { name: /by operations per byte/ })).toBeVisible()
    },
  },
  {
    name: 'the cost',
    reach: (lab) =>
      shows(lab, 'memory and cost', 'Memory and cost').then(() =>
        expect(lab.page.getByRole('table', { name: /predicted from the experiment/ })).toBeVisible(),
      ),
  },
  {
    name: 'operations and energy',
    reach: (lab) =>
      shows(lab, 'operations and energy', 'Operations and energy').then(() =>
        expect(lab.page.getByRole('table', { name: /analog network/ })).toBeVisible(),
      ),
  },
  {
    name: 'a check of the gradient',
    reach: (lab) =>
      shows(lab, 'check the gradient', 'Check the gradient').then(() =>
        dialog(lab, 'Check the gradient')
          .getByText(/^The gradient is right/)
          .waitFor(),
      ),
  },
  {
    name: 'the palette',
    reach: (lab) => lab.page.keyboard.press('Control+k').then(() => expect(dialog(lab, 'Find an action')).toBeVisible()),
  },
  { name: 'the event camera', reach: (lab) => shows(lab, 'event camera', 'Event camera') },
  {
    name: 'a single neuron',
    reach: async (lab) => {
      await shows(lab, 'single neuron', 'A single neuron')
      await dialog(lab, 'A single neuron').getByLabel('Input current').selectOption('drawn')
    },
  },
  {
    name: 'a neuron as equations, with a fault',
    reach: async (lab) => {
      await shows(lab, 'single neuron', 'A single neuron')
      const neuron = dialog(lab, 'A single neuron')
      await neuron.getByText('equations', { exact: true }).click()
      await neuron.getByRole('button', { name: /^Shelf/ }).click()
      await neuron.getByRole('button', { name: /^Adaptive LIF/ }).click()
      await neuron.getByRole('img', { name: /^w against u|^u against w/ }).waitFor()
      await neuron.getByRole('textbox', { name: 'Equations' }).press('End')
      await neuron.getByRole('textbox', { name: 'Equations' }).pressSequentially(' +')
      await neuron.getByText(/^Line \d+, column/).waitFor()
    },
  },
  {
    name: 'the shelf of models',
    reach: async (lab) => {
      await shows(lab, 'single neuron', 'A single neuron')
      const neuron = dialog(lab, 'A single neuron')
      await neuron.getByRole('button', { name: /^Shelf/ }).click()
      await expect(neuron.getByRole('dialog', { name: 'Shelf' }).getByRole('listitem')).toHaveCount(22)
    },
  },
  { name: 'its code', reach: (lab) => shows(lab, 'code: export', 'Code of this experiment') },
  { name: 'sharing', reach: (lab) => shows(lab, 'share', 'Link to this experiment') },
  {
    name: 'sharing: what is lost in a file for other frameworks',
    reach: async (lab) => {
      await shows(lab, 'share', 'Link to this experiment')
      await lab.page.getByText('For other frameworks and chips: NIR').click()
      await lab.page.getByRole('list', { name: 'What is lost in the file' }).waitFor()
    },
  },
  { name: 'the form over the page', reach: (lab) => shows(lab, 'edit the experiment', 'Edit the experiment') },
  { name: 'comparing: the form', reach: (lab) => shows(lab, 'compare variants', 'Compare variants') },
  { name: 'sweeping: the form', reach: (lab) => shows(lab, 'sweep fields', 'Sweep fields') },
  {
    name: 'how the views move',
    reach: async (lab) => {
      await lab.page.locator('body').press('f')
      await lab.button('Views').click()
      await expect(lab.page.getByRole('slider', { name: 'How often views are drawn' })).toBeVisible()
    },
    leave: async (lab) => {
      await lab.page.keyboard.press('Escape')
      await lab.page.locator('body').press('f')
    },
  },
  {
    name: 'a problem at its row',
    reach: async (lab) => {
      await lab.region('Experiment').getByLabel('Normalization').selectOption('none')
      await expect(lab.region('Health')).toContainText('tdBN')
    },
    leave: (lab) => lab.button('Undo').click(),
  },
  {
    name: 'a lesson',
    reach: (lab) =>
      opened('#lesson=drift')(lab).then(() =>
        expect(lab.page.getByRole('complementary', { name: 'Lesson' }).getByRole('listitem')).toHaveCount(4),
      ),
    leave: opened(SMALL),
  },
  {
    name: 'comparing: running',
    reach: async (lab) => {
      await shows(lab, 'compare variants', 'Compare variants')
      await dialog(lab, 'Compare variants').getByRole('button', { name: 'Start' }).click()
      await expect(lab.page.getByRole('progressbar', { name: 'Comparing' })).toBeVisible()
    },
    leave: async (lab) => {
      await shows(lab, 'compare variants', 'Compare variants')
      await dialog(lab, 'Compare variants').getByRole('button', { name: 'Cancel' }).click()
      await expect(dialog(lab, 'Compare variants').getByText(/^Canceled/)).toBeVisible()
      await lab.page.keyboard.press('Escape')
    },
  },
]

export const UNTRAINED: Walk = { name: 'an experiment that was not trained', from: SMALL, states: STATES }
