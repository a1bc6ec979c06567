/**
 * States of the screen, in walks: each walk opens a page once and goes from state to state. A state says how it is reached from a page
 * without dialogs, and how what it changed is put back, where closing dialogs does not do that.
 */
import { expect, type Lab } from './lab'

export interface State {
  readonly name: string
  readonly reach?: (lab: Lab) => Promise<unknown>
  readonly leave?: (lab: Lab) => Promise<unknown>
}
export interface Walk {
  readonly name: string
  /** The link that the walk begins with. */
  readonly from: string
  readonly states: readonly State[]
}

const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'
const CONVOLUTIONS = '#csnn.1&batch=8&T=2'
const SPANS =
  '#blank.1&data.kind=copy&data.train=256&data.test=64&data.lag=6&data.steps=14&data.batch=32&encoder.kind=rows&network.kind=recurrent&network.recurrence.kind=adaptive&network.recurrence.spans=9&readout.kind=last&surrogate.kind=triangle&epochs=2'
const CAMERA = '#blank.1&encoder.kind=camera&encoder.steps=4&network.hidden=16&batch=10'
const LONG = '#blank.1&encoder.kind=poisson&encoder.steps=100&network.hidden=16&batch=10'

const dialog = (lab: Lab, name: string) => lab.page.getByRole('dialog', { name })
const inspector = (lab: Lab) => lab.page.getByRole('region', { name: 'Inspector' })
const sized = (width: number, height: number) => (lab: Lab) => lab.page.setViewportSize({ width, height })
/** Opened in the page that is there, without loading it again. */
const opened = (link: string) => (lab: Lab) => lab.call('open', link)

/** By the palette: what is named there can be reached so. */
async function take(lab: Lab, words: string): Promise<void> {
  await lab.page.keyboard.press('Control+k')
  await dialog(lab, 'Find an action').getByRole('combobox').fill(words)
  await lab.page.keyboard.press('Enter')
  await expect(dialog(lab, 'Find an action')).toHaveCount(0)
}

async function shows(lab: Lab, words: string, name: string): Promise<void> {
  await take(lab, words)
  await expect(dialog(lab, name)).toBeVisible()
}

/** Two runs that differ in the seed. */
async function trainTwo(lab: Lab): Promise<void> {
  await lab.step(2)
  await lab.call('open', `${SMALL}&seed=7`)
  await lab.step(2)
}

async function switchTables(lab: Lab, raster: 'table' | 'rate'): Promise<void> {
  for (const name of ['Membrane potential', 'Learning curves', 'Weights'])
    await lab.region(name).getByRole('button', { name: 'Table' }).click()
  await lab.region('Spike raster').getByRole('radio', { name: raster }).check({ force: true })
}

const UNTRAINED: readonly State[] = [
  { name: 'paused at the start' },
  { name: 'no kept runs', reach: (lab) => shows(lab, 'runs compare', 'Runs') },
  {
    name: 'the input selected',
    reach: (lab) => lab.page.locator('.strip .layer').first().click(),
    leave: (lab) => lab.page.locator('.strip .layer').nth(1).click(),
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
  { name: 'the device', reach: (lab) => shows(lab, 'graphics adapter', 'Graphics adapter') },
  {
    name: 'the cost',
    reach: (lab) => shows(lab, 'memory and cost', 'Memory and cost').then(() => expect(lab.page.locator('.parts')).toBeVisible()),
  },
  {
    name: 'the palette',
    reach: (lab) => lab.page.keyboard.press('Control+k').then(() => expect(dialog(lab, 'Find an action')).toBeVisible()),
  },
  { name: 'the event camera', reach: (lab) => shows(lab, 'event camera', 'Event camera') },
  { name: 'sharing', reach: (lab) => shows(lab, 'share', 'Link to this experiment') },
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
    name: 'comparing: running',
    reach: async (lab) => {
      await shows(lab, 'compare variants', 'Compare variants')
      await dialog(lab, 'Compare variants').getByRole('button', { name: 'Start' }).click()
      await expect(lab.page.getByRole('progressbar', { name: 'Comparing' })).toBeVisible()
    },
  },
]

const TRAINED: readonly State[] = [
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
  { name: 'every table', reach: (lab) => switchTables(lab, 'table'), leave: (lab) => switchTables(lab, 'rate') },
  {
    name: 'the curves analyzed',
    reach: async (lab) => {
      await take(lab, 'curves analyze')
      await expect(lab.page.locator('.js-plotly-plot')).toBeVisible()
    },
  },
  { name: 'a narrow screen', reach: sized(900, 900), leave: sized(1440, 900) },
  { name: 'a phone', reach: sized(400, 800), leave: sized(1440, 900) },
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

const KEPT: readonly State[] = [
  {
    name: 'kept runs over each other, one unfolded',
    reach: async (lab) => {
      await trainTwo(lab)
      await shows(lab, 'runs compare', 'Runs')
      const runs = dialog(lab, 'Runs')
      await runs.getByRole('button', { name: 'Tick all shown' }).click()
      await runs.locator('.run-head').first().click()
      await expect(runs.locator('.js-plotly-plot')).toBeVisible()
    },
  },
  {
    name: 'a second moment pinned, and the menu of runs',
    reach: async (lab) => {
      await lab.page.locator('body').press('p')
      await lab.step(1)
      await lab.region('Membrane potential').getByText('vs run', { exact: true }).click()
    },
    leave: (lab) => lab.region('Membrane potential').getByText('vs run', { exact: true }).click(),
  },
  {
    name: 'a kept run looked at',
    reach: async (lab) => {
      await shows(lab, 'runs compare', 'Runs')
      await dialog(lab, 'Runs').locator('.run-head').first().click()
      await dialog(lab, 'Runs').getByRole('button', { name: 'Look at it' }).click()
      await expect(lab.page.getByRole('complementary', { name: 'About this run' })).toBeVisible()
    },
  },
  {
    name: 'runs to resume',
    reach: async (lab) => {
      await lab.open(SMALL)
      await expect(lab.page.getByRole('complementary', { name: 'Runs to resume' })).toBeVisible()
    },
  },
]

const STUDIED: readonly State[] = [
  {
    name: 'comparing: the results',
    reach: async (lab) => {
      await lab.call('compare', { times: [2], seeds: [1, 2, 3], steps: 2 })
      await shows(lab, 'compare variants', 'Compare variants')
      await expect(lab.page.getByRole('region', { name: 'Results' })).toBeVisible()
    },
  },
  {
    name: 'sweeping: the results',
    reach: async (lab) => {
      await lab.call('sweep', { axes: [{ path: 'neuron.threshold', values: [0.5, 1] }], steps: 2 })
      await shows(lab, 'sweep fields', 'Sweep fields')
      await expect(lab.page.getByRole('table', { name: 'Runs of the sweep' })).toBeVisible()
    },
  },
]

const OTHERS: readonly State[] = [
  { name: 'the default preset', reach: (lab) => lab.step(1) },
  {
    name: 'convolutions, their maps and filters',
    reach: async (lab) => {
      await opened(CONVOLUTIONS)(lab)
      await lab.step(2)
      await take(lab, 'raster shown maps')
      await expect(lab.button('Full size')).toBeVisible()
    },
  },
  {
    name: 'feature maps at full size',
    reach: async (lab) => {
      await lab.button('Full size').click()
      await expect(lab.page.getByRole('dialog')).toBeVisible()
    },
  },
  { name: 'learned spans', reach: (lab) => opened(SPANS)(lab).then(() => lab.step(1)) },
  { name: 'a long sequence', reach: (lab) => opened(LONG)(lab).then(() => lab.step(1)) },
  {
    name: 'the event player on the steps of a sample',
    reach: async (lab) => {
      await opened(CAMERA)(lab)
      await shows(lab, 'event player', 'Event player')
      await expect(dialog(lab, 'Event player')).toContainText('which is a')
    },
  },
  {
    name: 'the temporal correlation of two sets',
    reach: async (lab) => {
      await shows(lab, 'temporal correlation', 'Temporal correlation')
      const measured = dialog(lab, 'Temporal correlation')
      await measured.getByRole('spinbutton').fill('4')
      await measured.getByRole('button', { name: 'Measure' }).click()
      await expect(measured.getByRole('row', { name: /^Samples/ })).toContainText('4')
      await measured.getByRole('combobox').selectOption({ index: 1 })
      await measured.getByRole('button', { name: 'Measure' }).click()
      await expect(measured.getByRole('row', { name: /^Samples 4 4/ })).toBeVisible()
    },
  },
  {
    name: 'what health checks',
    reach: async (lab) => {
      await opened('#tutorial.1&network.hidden=16&T=2&batch=20&neuron.threshold=20')(lab)
      await lab.step(1)
      await shows(lab, 'what health checks', 'What Health checks')
    },
  },
  {
    name: 'a run that broke',
    reach: async (lab) => {
      await opened('#blank.1&network.hidden=16&T=2&batch=20')(lab)
      await lab.call('open', { ...(await lab.experiment()), optimizer: { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 } })
      await lab.play()
      await expect.poll(async () => (await lab.state()).kind).toBe('failed')
    },
  },
  { name: 'a class that sees less', reach: opened(`${SMALL}&hide=experiment,health,weights,norms`) },
  {
    name: 'a link that is refused',
    reach: async (lab) => {
      await lab.open('#window.1&neuron.threshold=banana')
      await expect(lab.page.getByRole('complementary', { name: 'About this link' })).toBeVisible()
    },
  },
  {
    name: 'a link that asks for a file',
    reach: async (lab) => {
      await lab.open('#url=https://example.org/experiment.json')
      await expect(lab.page.getByRole('complementary', { name: 'A link asks for a file' })).toBeVisible()
    },
  },
]

export const WALKS: readonly Walk[] = [
  { name: 'an experiment that was not trained', from: SMALL, states: UNTRAINED },
  { name: 'a trained one', from: SMALL, states: TRAINED },
  { name: 'kept runs', from: SMALL, states: KEPT },
  { name: 'comparisons and sweeps', from: SMALL, states: STUDIED },
  { name: 'other experiments and links', from: '', states: OTHERS },
]
