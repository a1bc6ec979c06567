/** A dropped recording plays, goes through the network step by step, and survives a later invalid file; and sets are measured. */

import { atisFile, digitEvents } from '../src/testing/recordings'
import { violations } from './axe'
import { openDigits } from './event-digits'
import { expect, type Lab, removeSets, walk } from './lab'

const dialog = (lab: Lab, name: string) => lab.page.getByRole('dialog', { name })
const player = (lab: Lab) => dialog(lab, 'Event player')

async function faults(lab: Lab): Promise<unknown[]> {
  return violations(lab.page, 'dialog')
}

walk('a recording that is dropped plays and goes through the network, and the steps of its set are compared', async ({ lab }, info) => {
  await openDigits(lab, info.outputPath('n-mnist'))
  await lab.drop('seven.bin', atisFile(digitEvents(7, 99)))
  await expect(player(lab)).toContainText('ATIS .bin')
  await expect(player(lab)).toContainText('34 × 34 pixels')
  await expect.poll(async () => (await lab.call('player'))?.playing).toBe(true)
  await player(lab).getByRole('slider', { name: 'Time of the recording' }).fill('520')
  expect(await lab.call('player')).toMatchObject({ name: 'seven.bin', events: 60, playing: false, at: 49_088 })

  await player(lab).getByRole('button', { name: 'Run it through the network' }).click()
  const network = player(lab).getByRole('region', { name: 'The network' })
  await expect(network).toContainText(/\d+ of 60 events in 4 frames of 34 × 34/)
  await expect(network).toContainText('step 3 of 4')
  await expect(network).toContainText(/predicts \d, \d+\s%|no prediction yet/)
  await network.getByRole('button', { name: 'Next step' }).click()
  await expect(network).toContainText('step 4 of 4')
  expect((await lab.call('player'))!.at).toBeGreaterThan(70_000)
  await lab.call('seekRecording', 0)
  await expect(network).toContainText('step 1 of 4')
  await network.getByText('pinned sample').click()
  await expect(network).toContainText(/Test sample 0, which is a \d/)
  expect(await faults(lab)).toEqual([])

  await lab.drop('newer.raw', new TextEncoder().encode('% evt 2.1\n% end\n'))
  await expect(player(lab).getByRole('alert')).toContainText('newer.raw is Prophesee RAW of the form EVT2.1, which is not read')
  await expect(player(lab)).toContainText('seven.bin')
  await lab.drop('notes.txt', new TextEncoder().encode('name,age\nBob,3\n'))
  await expect(player(lab).getByRole('alert')).toContainText('notes.txt is no recording of events of a known format (N-MNIST')
  await expect(player(lab).getByRole('button', { name: /^(Play|Pause) the recording/ })).toBeInViewport()
  await player(lab).getByText('3-D cloud').click()
  await player(lab).locator('.js-plotly-plot').waitFor()
  expect(await faults(lab)).toEqual([])
  await player(lab).getByRole('button', { name: 'Save figure' }).click()
  const figure = dialog(lab, 'Save figure')
  await expect(figure.getByRole('img', { name: /^The figure: seven.bin, 60 of 60 events/ })).toBeVisible()
  await lab.page.keyboard.press('Escape')
  await player(lab).getByText('frames', { exact: true }).click()
  await lab.page.keyboard.press('Escape')

  await lab.page.keyboard.press('Control+k')
  await dialog(lab, 'Find an action').getByRole('combobox').fill('Temporal correlation')
  await lab.page.keyboard.press('Enter')
  const correlation = dialog(lab, 'Temporal correlation')
  // The dialog keeps the number that another walk has left in it.
  await correlation.getByRole('spinbutton', { name: 'training samples, at most' }).fill('500')
  await correlation.getByRole('button', { name: 'Measure', exact: true }).click()
  const row = correlation.getByRole('row', { name: /^Samples/ })
  await expect(row).toContainText('80')
  await expect(correlation.getByRole('row', { name: /^r\(1\) \S/ }).first()).toContainText(/\d\.\d{3} ± \d\.\d{3}/)
  expect(await faults(lab)).toEqual([])
  const { steps, lags } = await lab.call('correlation', { samples: 10 })
  expect({ steps, lags }).toEqual({ steps: 4, lags: [1, 2, 3] })

  await correlation.getByRole('button', { name: 'Compare the orders …' }).click()
  await expect(dialog(lab, 'Compare variants')).toContainText('“shuffled”, “collapsed” and “shuffled in tests only”')
})

walk('a script opens a recording where the experiment’s own data are not here', async ({ lab }) => {
  await lab.open('#blank.1&T=3&batch=10&epochs=1&network.hidden=16')
  await removeSets(lab)
  await lab.address('#n-mnist.1')
  await expect(lab.region('Health')).toContainText('N-MNIST is not in this browser.')
  const shown = await lab.page.evaluate(() => window.lab.openRecording(new File(['t,x,y,p\n0,1,2,1\n500,3,4,0\n'], 'two.csv')))
  expect(shown).toMatchObject({ name: 'two.csv', events: 2, last: 500, on: 0.5 })
  await expect(dialog(lab, 'Event player')).toBeVisible()
})
