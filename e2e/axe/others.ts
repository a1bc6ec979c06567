/** States of other experiments and of links. */
import { npyFile, zipFile } from '../../src/testing/files'
import { filled, pixelAt, spikeAt } from '../../src/testing/responses'
import { expect } from '../lab'
import { dialog, opened, SMALL, type State, shows, take, type Walk } from './walk'

const CONVOLUTIONS = '#csnn.1&batch=8&T=2'
const SPANS =
  '#blank.1&data.kind=copy&data.train=256&data.test=64&data.lag=6&data.steps=14&data.batch=32&encoder.kind=rows&network.kind=recurrent&network.recurrence.kind=adaptive&network.recurrence.spans=9&readout.kind=last&surrogate.kind=triangle&epochs=2'
const CAMERA = '#blank.1&encoder.kind=camera&encoder.steps=4&network.hidden=16&batch=10'
const STREAM = '#temporal-xor-stream.2&network.hidden=16&batch=16&learning.broadcast=random'
const LONG = '#blank.1&encoder.kind=poisson&encoder.steps=100&network.hidden=16&batch=10'

const MOVIES = 'Movies and spike trains'
const recorded = () =>
  zipFile({
    'movie.npy': npyFile(
      '|u1',
      [90, 8, 6],
      filled(Uint8Array, [90, 8, 6], ([t, y, x]) => pixelAt(t!, y!, x!)),
    ),
    'spikes.npy': npyFile(
      '|u1',
      [2, 3, 90],
      filled(Uint8Array, [2, 3, 90], ([n, c, t]) => spikeAt(n!, c!, t!)),
    ),
  })

const STATES: readonly State[] = [
  { name: 'the default preset', reach: (lab) => lab.step(1) },
  {
    name: 'convolutions, their maps and filters',
    reach: async (lab) => {
      await opened(CONVOLUTIONS)(lab)
      await lab.step(2)
      await take(lab, 'raster shown maps')
      await expect(lab.button('All channels')).toBeVisible()
    },
  },
  {
    name: 'feature maps at full size',
    reach: async (lab) => {
      await lab.button('All channels').click()
      await expect(lab.page.getByRole('dialog')).toBeVisible()
    },
  },
  { name: 'learned spans', reach: (lab) => opened(SPANS)(lab).then(() => lab.step(1)) },
  {
    name: 'learning forward in time from a stream without an end',
    reach: async (lab) => {
      await opened(STREAM)(lab)
      await lab.step(1)
      const form = lab.region('Experiment')
      await form.getByRole('button', { name: /more settings of Learning$/ }).click()
      for (const name of ['Learning rule', 'Broadcast', 'Updates', 'State'])
        await expect(form.getByLabel(name, { exact: true })).toBeVisible()
      const progress = lab.page.getByRole('progressbar', { name: 'Training progress' })
      await expect(progress).toHaveAttribute('aria-valuetext', /^epoch 1 of an endless stream, batch 1 of/)
      await expect(lab.page.locator('[data-progress]')).not.toContainText('ETA')
    },
  },
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
    name: 'which files hold movies and spike trains',
    reach: async (lab) => {
      await shows(lab, 'data sets', 'Data sets')
      await dialog(lab, 'Data sets').getByRole('button', { name: 'Movies and spike trains …' }).click()
      await expect(dialog(lab, MOVIES)).toContainText('Goldin 2022')
    },
  },
  {
    name: 'axes and cut of a movie and spike trains',
    reach: async (lab) => {
      await shows(lab, 'data sets', 'Data sets')
      await dialog(lab, 'Data sets').getByRole('button', { name: 'Movies and spike trains …' }).click()
      const input = dialog(lab, MOVIES).locator('input[type=file]').first()
      await input.setInputFiles({ name: 'a.npz', mimeType: 'application/zip', buffer: Buffer.from(recorded()) })
      await dialog(lab, MOVIES).getByText('Files and arrays').click()
      await expect(dialog(lab, MOVIES).getByRole('row', { name: /^Cells/ })).toBeVisible()
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
      await lab.address('#window.1&neuron.threshold=banana')
      await expect(lab.page.getByRole('complementary', { name: 'About this link' })).toBeVisible()
    },
  },
  {
    name: 'a link to a preset that its version does not have',
    reach: async (lab) => {
      await lab.address('#remember-30-ippo.1')
      await expect(lab.page.getByRole('complementary', { name: 'About this link' })).toBeVisible()
    },
  },
  {
    name: 'a link that asks for a file',
    reach: async (lab) => {
      await lab.address('#url=https://example.org/experiment.json')
      await expect(lab.page.getByRole('complementary', { name: 'A link asks for a file' })).toBeVisible()
    },
  },
]

export const OTHERS: Walk = { name: 'other experiments and links', from: '', states: STATES }
