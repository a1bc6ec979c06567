/** Runs as they are kept in the browser: recorded by themselves, compared, named, deleted and brought back, taken out and in. */
import { expect, test } from './lab'

/** Small enough for a software adapter: two hidden layers of 16. */
const TINY = '#window.1&network.hidden=16,16&T=3&batch=100&epochs=0.02'

test('a run is kept when it pauses, ends, is reset or left, and one that never trained is not', async ({ lab }) => {
  await lab.open(TINY)
  expect(await lab.call('runs')).toEqual([])
  await lab.step(3)
  await expect.poll(async () => (await lab.call('runs')).map(({ step }) => step)).toEqual([3])
  await lab.reset()
  await lab.step(5)
  await lab.call('open', `${TINY}&run.seed=7`)
  const [second, first] = await lab.call('runs')
  expect([first!.step, second!.step]).toEqual([3, 5])
  expect(second).toMatchObject({ preset: 'window', state: 'unfinished', experiment: { encoder: { steps: 3 } }, sweep: null })
  expect(second!.link).toMatch(/^#window\.\d+&.*network\.hidden=16,16/)
  expect(second!.provenance.shaders).toMatch(/^[0-9a-f]{64}$/)
  expect(second!.provenance.app).toMatch(/^\d+\.\d+\.\d+$/)
  const { curves, frames, layers } = await lab.call('run', second!.id)
  expect(curves.step).toEqual([1, 2, 3, 4, 5])
  expect(second!.finals.trainLoss).toBe(curves.trainLoss.at(-1))
  expect(frames.at(-1)!.step).toBe(5)
  expect(frames.at(-1)!.layers.map(({ layer }) => layer)).toEqual(['lif1', 'lif2'])
  expect(layers.map(({ name }) => name)).toContain('lif2')
  await lab.play()
  await lab.idle()
  await lab.page.reload()
  await lab.page.waitForFunction(() => 'lab' in window)
  expect((await lab.call('runs')).map(({ step, state }) => [step, state])).toEqual([
    [12, 'finished'],
    [5, 'unfinished'],
    [3, 'unfinished'],
  ])
})
