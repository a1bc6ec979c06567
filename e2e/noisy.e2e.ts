/** Networks of stochastic neurons: what the views show of them, and that their settings behave like any other. */
import { expect, walk } from './lab'

const NOISY = '#noisy-lif-mnist.2&network.hidden=16&T=4&batch=20&run.evaluateEvery=1000'

walk('a network of noisy neurons trains, and the views speak of its noise', async ({ lab }) => {
  await lab.open(NOISY)
  await lab.step(3)

  await walk.step('its equations and settings have the noise in the place of a surrogate', async () => {
    const equations = lab.region('Equations')
    await expect(equations).toContainText('if drawn, with probability p[t]')
    await expect(equations).toContainText('0.4')
    const experiment = lab.region('Experiment')
    await expect(experiment.getByRole('combobox', { name: 'Model' })).toHaveValue('noisyLif')
    await expect(experiment.getByRole('combobox', { name: 'Noise' })).toHaveValue('gaussian')
    await expect(experiment.getByRole('combobox', { name: 'Surrogate' })).toHaveCount(0)
    await experiment.getByRole('combobox', { name: 'Noise' }).selectOption('uniform')
    await expect(equations).toContainText('between 0 and 1')
  })

  await walk.step('potentials above the threshold need not fire, and the window is that of the noise', async () => {
    await expect(lab.region('Membrane potential')).toContainText('spiking more often than not, u ≥ θ')
    const own = await lab.call('membrane', 'noisyLif1')
    expect(own.gradientAvailable > 0 && own.gradientAvailable < 1).toBe(true)
  })

  await walk.step('a single neuron is one of them', async () => {
    await lab
      .region('Equations')
      .getByRole('button', { name: /single neuron/ })
      .click()
    const dialog = lab.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'From the open experiment' }).click()
    await expect(dialog.getByLabel('Equations at this step')).toContainText(/drawn, with probability/)
    await lab.page.keyboard.press('Escape')
  })
})
