/** An analog network of ReLUs, without spikes, threshold or surrogate: what the views show for it. */
import { expect, walk } from './lab'

const ANALOG = '#tutorial.1&network.hidden=16&T=4&batch=20&readout.kind=mean&loss.kind=crossEntropyOfMean&neuron.kind=relu'

walk('a network of ReLUs trains, and no view speaks of its spikes, threshold or surrogate', async ({ lab }) => {
  await lab.open(ANALOG)
  await lab.step(3)

  await walk.step('its equations and settings are its own', async () => {
    const equations = lab.region('Equations')
    await expect(equations).toContainText('max(0, u[t])')
    await expect(equations).not.toContainText('≥')
    const experiment = lab.region('Experiment')
    await expect(experiment.getByRole('combobox', { name: 'Model' })).toHaveValue('relu')
    await expect(experiment.getByRole('combobox', { name: 'Surrogate' })).toHaveCount(0)
    await expect(experiment.getByRole('slider', { name: 'Threshold' })).toHaveCount(0)
  })

  await walk.step('the potentials above 0 are active, and there is nothing to try', async () => {
    const membrane = lab.region('Membrane potential')
    await expect(membrane).toContainText('active, u > 0')
    await expect(membrane).not.toContainText('fixed, κ = 1')
    await expect(membrane.getByRole('button', { name: 'Lens' })).toHaveCount(0)
    const fractions = lab.region('Gradient-available fraction')
    await expect(fractions).toContainText('u > 0, where a gradient passes')
    await expect(fractions).not.toContainText('fixed')
    const own = await lab.call('membrane', 'relu1')
    expect(own.gradientAvailable > 0 && own.gradientAvailable < 1).toBe(true)
  })

  await walk.step('the raster marks what is above 0', async () => {
    await expect(lab.region('Spike raster')).toContainText('Activity above 0')
    expect(await lab.call('health')).not.toContainEqual(expect.objectContaining({ id: 'saturated' }))
  })
})
