/**
 * axe finds nothing, of any weight, in any state of the screen, dark and light. The states are data: a name and how to get there.
 * Each starts from a small experiment that is open and paused, unless it opens its own.
 */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Lab, test } from './lab'

interface State {
  readonly name: string
  readonly reach: (lab: Lab) => Promise<unknown>
}

const SMALL = '#window.1&T=3&batch=50&network.hidden=16,16'
const CONVOLUTIONS = '#csnn.1&batch=8&T=2'
const SPANS =
  '#blank.1&data.kind=copy&data.train=256&data.test=64&data.lag=6&data.steps=14&data.batch=32&encoder.kind=rows&network.kind=recurrent&network.recurrence.kind=adaptive&network.recurrence.spans=9&readout.kind=last&surrogate.kind=triangle&epochs=2'
const CAMERA = '#blank.1&encoder.kind=camera&encoder.steps=4&network.hidden=16&batch=10'
const LONG = '#blank.1&encoder.kind=poisson&encoder.steps=100&network.hidden=16&batch=10'

const dialog = (lab: Lab, name: string) => lab.page.getByRole('dialog', { name })

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

const STATES: readonly State[] = [
  { name: 'paused at the start', reach: async () => {} },
  { name: 'trained and evaluated', reach: (lab) => lab.step(3).then(() => lab.call('evaluate')) },
  {
    name: 'training',
    reach: async (lab) => {
      await lab.play()
      await expect(lab.button('Pause')).toBeVisible()
    },
  },
  {
    name: 'the default preset',
    reach: async (lab) => {
      await lab.open()
      await lab.step(1)
    },
  },
  {
    name: 'convolutions, their maps and filters',
    reach: async (lab) => {
      await lab.open(CONVOLUTIONS)
      await lab.step(2)
      await take(lab, 'raster shown maps')
      await expect(lab.page.getByRole('button', { name: 'Full size' })).toBeVisible()
    },
  },
  {
    name: 'learned spans',
    reach: async (lab) => {
      await lab.open(SPANS)
      await lab.step(1)
    },
  },
  {
    name: 'a long sequence',
    reach: async (lab) => {
      await lab.open(LONG)
      await lab.step(1)
    },
  },
  { name: 'the input selected', reach: (lab) => lab.page.locator('.strip .layer').first().click() },
  {
    name: 'every table',
    reach: async (lab) => {
      await lab.step(3)
      for (const name of ['Membrane potential', 'Learning curves', 'Weights'])
        await lab.region(name).getByRole('button', { name: 'Table' }).click()
      await lab.region('Spike raster').getByRole('radio', { name: 'table' }).check({ force: true })
    },
  },
  {
    name: 'a threshold on trial',
    reach: async (lab) => {
      await lab.step(1)
      await lab.region('Membrane potential').getByRole('slider', { name: 'Threshold' }).press('ArrowLeft')
    },
  },
  {
    name: 'the test set',
    reach: async (lab) => {
      await lab.step(2)
      await lab.call('evaluate')
      await lab.page.getByRole('region', { name: 'Inspector' }).getByRole('radio', { name: 'test set' }).check({ force: true })
      await expect(lab.page.getByRole('region', { name: 'Confusion' })).toBeVisible()
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
    name: 'what health checks',
    reach: async (lab) => {
      await lab.open('#tutorial.1&network.hidden=16&T=2&batch=20&neuron.threshold=20')
      await lab.step(1)
      await shows(lab, 'what health checks', 'What Health checks')
    },
  },
  {
    name: 'the palette',
    reach: (lab) => lab.page.keyboard.press('Control+k').then(() => expect(dialog(lab, 'Find an action')).toBeVisible()),
  },
  {
    name: 'the event player on the steps of a sample',
    reach: async (lab) => {
      await lab.open(CAMERA)
      await shows(lab, 'event player', 'Event player')
      await expect(dialog(lab, 'Event player')).toContainText('which is a')
    },
  },
  {
    name: 'the temporal correlation of two sets',
    reach: async (lab) => {
      await lab.open(CAMERA)
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
  { name: 'the event camera', reach: (lab) => shows(lab, 'event camera', 'Event camera') },
  { name: 'sharing', reach: (lab) => shows(lab, 'share', 'Link to this experiment') },
  { name: 'the form over the page', reach: (lab) => shows(lab, 'edit the experiment', 'Edit the experiment') },
  { name: 'comparing: the form', reach: (lab) => shows(lab, 'compare variants', 'Compare variants') },
  {
    name: 'comparing: the results',
    reach: async (lab) => {
      await lab.call('compare', { times: [2], seeds: [1, 2, 3], steps: 2 })
      await shows(lab, 'compare variants', 'Compare variants')
      await expect(lab.page.getByRole('region', { name: 'Results' })).toBeVisible()
    },
  },
  {
    name: 'comparing: running',
    reach: async (lab) => {
      await shows(lab, 'compare variants', 'Compare variants')
      await dialog(lab, 'Compare variants').getByRole('button', { name: 'Start' }).click()
      await expect(lab.page.getByRole('progressbar', { name: 'Comparing' })).toBeVisible()
    },
  },
  { name: 'sweeping: the form', reach: (lab) => shows(lab, 'sweep fields', 'Sweep fields') },
  {
    name: 'sweeping: the results',
    reach: async (lab) => {
      await lab.call('sweep', { axes: [{ path: 'neuron.threshold', values: [0.5, 1] }], steps: 2 })
      await shows(lab, 'sweep fields', 'Sweep fields')
      await expect(lab.page.getByRole('table', { name: 'Runs of the sweep' })).toBeVisible()
    },
  },
  {
    name: 'feature maps at full size',
    reach: async (lab) => {
      await lab.open(CONVOLUTIONS)
      await lab.step(1)
      await take(lab, 'raster shown maps')
      await lab.page.getByRole('button', { name: 'Full size' }).click()
      await expect(lab.page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'the curves analyzed',
    reach: async (lab) => {
      await lab.step(3)
      await take(lab, 'curves analyze')
      await expect(lab.page.locator('.js-plotly-plot')).toBeVisible()
    },
  },
  {
    name: 'how the views move',
    reach: async (lab) => {
      await lab.page.locator('body').press('f')
      await lab.button('Views').click()
      await expect(lab.page.getByRole('slider', { name: 'How often views are drawn' })).toBeVisible()
    },
  },
  {
    name: 'a problem at its row',
    reach: async (lab) => {
      await lab.region('Experiment').getByLabel('Normalization').selectOption('none')
      await expect(lab.region('Health')).toContainText('tdBN')
    },
  },
  {
    name: 'what differs from the preset',
    reach: async (lab) => {
      await lab.page.getByRole('button', { name: /settings differ$/ }).click()
      await expect(lab.page.getByRole('heading', { name: /from the preset/ })).toBeVisible()
    },
  },
  {
    name: 'a link that is refused',
    reach: async (lab) => {
      await lab.open('#window.1&neuron.threshold=banana')
      await expect(lab.page.getByRole('complementary', { name: 'About this link' })).toBeVisible()
    },
  },
  {
    name: 'a lost device',
    reach: async (lab) => {
      await lab.step(2)
      await lab.call('loseDevice')
      await expect(lab.region('Health')).toContainText(/lost/i)
    },
  },
  { name: 'no kept runs', reach: (lab) => shows(lab, 'runs compare', 'Runs') },
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
    name: 'a kept run looked at',
    reach: async (lab) => {
      await trainTwo(lab)
      await shows(lab, 'runs compare', 'Runs')
      await dialog(lab, 'Runs').locator('.run-head').first().click()
      await dialog(lab, 'Runs').getByRole('button', { name: 'Look at it' }).click()
      await expect(lab.page.getByRole('complementary', { name: 'About this run' })).toBeVisible()
    },
  },
  {
    name: 'runs to resume',
    reach: async (lab) => {
      await trainTwo(lab)
      await lab.open(SMALL)
      await expect(lab.page.getByRole('complementary', { name: 'Runs to resume' })).toBeVisible()
    },
  },
  {
    name: 'a second moment pinned, and the menu of runs',
    reach: async (lab) => {
      await trainTwo(lab)
      await lab.page.locator('body').press('p')
      await lab.step(1)
      await lab.region('Membrane potential').getByText('vs run', { exact: true }).click()
    },
  },
  {
    name: 'neurons selected in the raster',
    reach: async (lab) => {
      await lab.step(1)
      const raster = lab.region('Spike raster').getByRole('img')
      for (let times = 0; times < 2; times++) await raster.press('Shift+ArrowRight')
      await expect(lab.region('Membrane potential')).toContainText('Selected in the raster')
    },
  },
  {
    name: 'a run that broke',
    reach: async (lab) => {
      await lab.open('#blank.1&network.hidden=16&T=2&batch=20')
      await lab.call('open', { ...(await lab.experiment()), optimizer: { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 } })
      await lab.play()
      await expect.poll(async () => (await lab.state()).kind).toBe('failed')
    },
  },
  {
    name: 'a reset that can be undone',
    reach: async (lab) => {
      await lab.step(1)
      await lab.button('Reset').click()
      await expect(lab.page.getByRole('complementary', { name: 'Message' })).toContainText('Undo')
    },
  },
  {
    name: 'a link that asks for a file',
    reach: async (lab) => {
      await lab.open('#url=https://example.org/experiment.json')
      await expect(lab.page.getByRole('complementary', { name: 'A link asks for a file' })).toBeVisible()
    },
  },
  { name: 'a class that sees less', reach: (lab) => lab.open(`${SMALL}&hide=experiment,health,weights,norms`) },
  {
    name: 'a narrow screen',
    reach: async (lab) => {
      await lab.page.setViewportSize({ width: 900, height: 900 })
      await lab.step(1)
    },
  },
  {
    name: 'a phone',
    reach: async (lab) => {
      await lab.page.setViewportSize({ width: 400, height: 800 })
      await lab.step(1)
    },
  },
]

async function violations(lab: Lab): Promise<string[]> {
  const found = await new AxeBuilder({ page: lab.page }).analyze()
  return found.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${impact}): ${html.slice(0, 160)} — ${failureSummary?.split('\n')[1]?.trim()}`),
  )
}

for (const { name, reach } of STATES)
  test(`axe finds nothing: ${name}`, async ({ lab }) => {
    test.slow()
    await lab.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await lab.open(SMALL)
    await reach(lab)
    expect(await violations(lab), 'dark').toEqual([])
    // The page follows the system where no theme was chosen.
    await lab.page.emulateMedia({ colorScheme: 'light' })
    await expect(lab.page.locator('html')).toHaveAttribute('data-theme', 'light')
    expect(await violations(lab), 'light').toEqual([])
    if ((await lab.state().catch(() => null))?.kind === 'running') await lab.pause()
  })
