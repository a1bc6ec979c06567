/** All data of a run as one zip, by the button in the share dialog and by a script; its content belongs to the run. */
import { readFile } from 'node:fs/promises'
import { expect, walk } from './lab'
import { filesOf } from './zip'

walk('the zip of a run has its experiment, weights, curves, potentials and spikes', async ({ lab, page }) => {
  await lab.open('#window.1&network.hidden=12&data.batch=16')
  await lab.step(3)
  await lab.button('Share').click()
  const saved = page.waitForEvent('download')
  await lab.button('Save everything (.zip)').click()
  const download = await saved
  expect(download.suggestedFilename()).toBe('window.zip')
  const files = await filesOf(new Uint8Array(await readFile(await download.path())))
  const text = (path: string) => new TextDecoder().decode(files.get(path))
  expect([...files.keys()]).toEqual([
    'README.md',
    'experiment.json',
    'weights.safetensors',
    'code/spikingjelly.py',
    'code/snntorch.py',
    'code/norse.py',
    'network.nir',
    'run.json.gz',
    'metrics.csv',
    'metrics.json',
    'potentials.csv',
    expect.stringMatching(/^tensorboard\/events\.out\.tfevents\.\d+\.membrane$/),
    'samples/lif1.potentials.npy',
    'samples/lif1.spikes.npy',
    'samples/pinned.nirdata.h5',
  ])
  const { trainLoss } = await lab.metrics()
  expect(JSON.parse(text('metrics.json')).trainLoss).toEqual(trainLoss)
  expect(files.get('weights.safetensors')).toEqual(await page.evaluate(async () => new Uint8Array(await window.lab.weights())))
  const potentials = await page.evaluate(async () => [...(await window.lab.potentials('lif1', 0)).data])
  const array = files.get('samples/lif1.potentials.npy')!
  const first = new Float32Array(array.slice(128, 128 + 4 * potentials.length).buffer)
  expect([...first]).toEqual(potentials)
  expect(text('README.md')).toContain('After 3 of ')
})
