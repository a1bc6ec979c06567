/** NIR: the open network saved for other readers and opened again, other networks opened, and hostile files rejected with a reason. */
import { readFile } from 'node:fs/promises'
import type { Experiment } from '../src/experiments/schema'
import { writeNirFile } from '../src/interop/nir/file'
import { whole } from '../src/interop/nir/graph'
import { NIR_TARGETS, type NirTarget, TARGET_TEXTS } from '../src/interop/nir/targets'
import { affine, chained, cubaLif, node, recurrentEnd, sinabs } from '../src/testing/nir/layouts'
import { violations } from './axe'
import { expect, type Lab, walk } from './lab'

const SMALL = '#blank.1&network.hidden=16,12&batch=20&T=6&readout.kind=spiking&neuron.decay=0.9&surrogate.kind=atan&optimizer.rate=0.01'
/** Normalized weights, feature maps, average pooling, and a readout of currents. */
const MAPS = '#blank.1&network.kind=layers&network.width=0.125&batch=10&T=3&neuron.decay=0.75&surrogate.kind=atan&optimizer.rate=0.01'

/** The spikes of all layers for some samples, to test whether two networks are equivalent. */
const spikesOf = (lab: Lab) =>
  lab.page.evaluate(async () => {
    const layers = (await window.lab.layers()).filter(({ watchable }) => watchable.includes('spikes'))
    const samples = [0, 1, 2, 3]
    const all = await Promise.all(layers.flatMap(({ name }) => samples.map((sample) => window.lab.spikes(name, sample))))
    return all.map(({ data }) => [...data].join(''))
  })

const saved = (lab: Lab, target: NirTarget) =>
  lab.page.evaluate(async (target) => {
    const { file, warnings } = await window.lab.nir(target)
    return { file: new Uint8Array(file), warnings }
  }, target)

const back = (lab: Lab, file: Uint8Array<ArrayBuffer>) =>
  lab.page.evaluate(async (file) => {
    const { experiment, notes } = await window.lab.openNir(file.buffer)
    return { experiment, notes }
  }, file)

/** Saves as NIR, resets to step 0, and opens the saved file. */
async function thereAndBack(lab: Lab, target: NirTarget) {
  const { file, warnings } = await saved(lab, target)
  await lab.reset()
  return { ...(await back(lab, file)), warnings }
}

/** Trains the open experiment once, saves it for each reader, and opens each file where the experiment is untrained. */
async function thereAndBackForEach(
  lab: Lab,
  { steps, targets }: { steps: number; targets: readonly NirTarget[] },
  check: (trained: { spikes: string[]; accuracy: number }, target: NirTarget, found: Awaited<ReturnType<typeof thereAndBack>>) => unknown,
): Promise<void> {
  await lab.step(steps)
  const experiment = await lab.experiment()
  const [spikes, { accuracy }] = [await spikesOf(lab), await lab.evaluate()]
  expect(spikes.join('')).toContain('1')
  const files = new Map<NirTarget, Awaited<ReturnType<typeof saved>>>()
  for (const target of targets) files.set(target, await saved(lab, target))
  for (const [target, { file, warnings }] of files) {
    // A file may open as the same experiment, which would keep its run. With another seed it has other weights.
    await lab.call('open', { ...experiment, run: { ...experiment.run, seed: experiment.run.seed + 1 } })
    await lab.idle()
    expect(await spikesOf(lab), target).not.toEqual(spikes)
    await check({ spikes, accuracy }, target, { ...(await back(lab, file)), warnings })
  }
}

const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Link to this experiment' })

walk('a network goes out for every reader and comes back firing alike', async ({ lab }) => {
  for (const target of NIR_TARGETS) {
    await lab.open(SMALL)
    await lab.step(20)
    const [spikes, { accuracy }] = [await spikesOf(lab), await lab.evaluate()]
    expect(spikes.join('')).toContain('1')
    const { experiment, warnings } = await thereAndBack(lab, target)
    expect(await spikesOf(lab), target).toEqual(spikes)
    expect((await lab.evaluate()).accuracy, target).toBe(accuracy)
    expect(experiment).toMatchObject({
      neuron: { kind: 'lif', decay: 0.9, threshold: 1 },
      readout: { kind: 'spiking' },
      network: { hidden: [16, 12] },
    })
    expect(warnings.join(' ')).toContain('NIR fires above the threshold')
  }
})

walk('a recurrent network goes out as a cycle and comes back firing alike', async ({ lab }) => {
  await lab.open(
    SMALL.replace(
      'network.hidden=16,12',
      'network.kind=recurrent&network.hidden=16&network.recurrence.kind=skip&network.recurrence.span=2',
    ),
  )
  await lab.step(10)
  const spikes = await spikesOf(lab)
  expect(spikes.join('')).toContain('1')
  const { experiment, notes, warnings } = await thereAndBack(lab, 'generic')
  expect(await spikesOf(lab)).toEqual(spikes)
  expect(experiment).toMatchObject({ network: { kind: 'recurrent', hidden: [16], recurrence: { kind: 'skip', span: 2 } } })
  expect(notes.join(' ')).toContain('A spike comes back after 2 steps, as its Delay says.')
  expect(warnings.join(' ')).toContain('The skip is a Delay of 2 Δt')
})

walk('neurons with a synaptic current open as equations, go out as CubaLIF and come back firing alike', async ({ lab }) => {
  await lab.open(SMALL)
  const graph = chained({
    input: node('Input', { shape: whole(784) }),
    fc1: affine(16, 784),
    lif1: cubaLif([16], 5e-4, 1e-3),
    fc2: affine(10, 16),
    lif2: cubaLif([10], 5e-4, 1e-3),
    output: node('Output', { shape: whole(10) }),
  })
  const file = await writeNirFile(graph)
  const { notes } = await lab.page.evaluate((bytes) => window.lab.openNir(bytes.buffer), file)
  expect(notes.join(' ')).toContain('Neurons with a synaptic current are equations here.')
  expect((await lab.layers()).map(({ name }) => name)).toEqual(['input', 'equations1', 'equationsOut'])
  const spikes = await spikesOf(lab)
  expect(spikes.join('')).toContain('1')
  const { experiment, warnings } = await thereAndBack(lab, 'generic')
  expect(await spikesOf(lab)).toEqual(spikes)
  expect(experiment).toMatchObject({ neuron: { kind: 'equations', text: expect.stringContaining('param alpha = 0.8 in 0..1') } })
  expect(warnings.join(' ')).toContain('Neurons are CubaLIF.')
})

walk('normalizations are folded: maps come back without them, and give the same predictions', async ({ lab }) => {
  await lab.open(MAPS)
  const maps = await lab.experiment()
  const { layers, ...network } = maps.network as Extract<Experiment['network'], { kind: 'layers' }>
  // Maps of 16 × 16 take a third of the time of 28 × 28.
  const smaller = layers.map((layer, i) => (i === 0 ? { ...layer, stride: 2, padding: 3 } : layer))
  await lab.call('open', { ...maps, network: { ...network, layers: smaller } } as Experiment)
  await lab.idle()
  await thereAndBackForEach(lab, { steps: 10, targets: ['euler', 'steps'] }, async ({ spikes, accuracy }, target, found) => {
    const { experiment, warnings } = found
    expect(experiment).toMatchObject({
      network: { kind: 'layers', normalization: { kind: 'none' }, bias: true },
      readout: { kind: 'mean' },
    })
    expect(warnings.join(' ')).toContain('folded into the weights')
    expect(Math.abs((await lab.evaluate()).accuracy - accuracy), target).toBeLessThanOrEqual(0.001)
    // A sum rounded differently may change whether a neuron at the threshold fires.
    const again = await spikesOf(lab)
    const differ = spikes.map((text, i) => [...text].filter((spike, at) => spike !== again[i]![at]).length).reduce((a, b) => a + b)
    expect(differ, target).toBeLessThan(spikes.join('').length / 10_000)
  })
})

walk('it is saved in the page for whoever is chosen, with what is lost, and opened where it is dropped', async ({ lab, page }) => {
  await lab.open(`${SMALL}&neuron.reset=subtract`)
  await lab.step(5)
  const spikes = await spikesOf(lab)
  await lab.button('Share').click()
  await dialog(lab).getByText('For other frameworks and chips: NIR').click()
  const lost = dialog(lab).getByRole('list', { name: 'What is lost in the file' })
  await expect(lost).toContainText('the soft reset')
  await dialog(lab).getByLabel('For', { exact: true }).selectOption(TARGET_TEXTS.steps.title)
  await expect(lost).toContainText('Sinabs subtracts the threshold')
  await dialog(lab).getByLabel('For', { exact: true }).selectOption(TARGET_TEXTS.generic.title)
  expect(await violations(page, 'dialog')).toEqual([])
  const coming = page.waitForEvent('download')
  await dialog(lab).getByRole('button', { name: 'Save as NIR' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toBe('blank.nir')
  const file = await readFile(await download.path())
  await page.keyboard.press('Escape')
  await lab.reset()
  await lab.drop('mine.nir', file)
  await expect(lab.page.getByRole('complementary', { name: 'About this link' })).toContainText('The network of mine.nir, with its weights.')
  await expect.poll(() => spikesOf(lab)).toEqual(spikes)
  expect(await lab.experiment()).toMatchObject({ neuron: { reset: 'subtract' } })
  await lab.button('Share').click()
  await dialog(lab).getByText('For other frameworks and chips: NIR').click()
  const step = dialog(lab).getByLabel('Step when opening a file')
  const open = dialog(lab).getByRole('button', { name: 'Open a NIR file …' })
  await step.fill('0')
  await expect(dialog(lab).getByText('The step is a number above 0')).toBeVisible()
  await expect(open).toBeDisabled()
  // Half the step that the file states.
  await step.fill('0.0005')
  const chooser = page.waitForEvent('filechooser')
  await open.click()
  await (await chooser).setFiles({ name: 'mine.nir', mimeType: 'application/x-hdf5', buffer: file })
  await expect(lab.page.getByRole('complementary', { name: 'About this link' })).toContainText('A step is 0.0005, as set')
  await expect(page.getByRole('status').filter({ hasText: 'The network of mine.nir is open, with its weights.' }).first()).toBeVisible()
})

walk('a network as Sinabs writes one opens with its weights, and one that has no place is refused by node', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.drop('sinabs.nir', await writeNirFile(sinabs()))
  await expect
    .poll(async () => (await lab.experiment()).task === 'classification' && (await lab.layers()).map(({ name }) => name))
    .toEqual(['input', 'lif1', 'lifOut'])
  await expect(page.getByRole('status').filter({ hasText: 'The network of sinabs.nir is open, with its weights.' }).first()).toBeVisible()
  const before = await lab.experiment()
  expect(before).toMatchObject({
    network: { kind: 'layers', layers: [{ kind: 'conv', kernel: 5 }, { kind: 'pool' }] },
    neuron: { decay: 1 },
  })
  await lab.drop('recurrent.nir', await writeNirFile(recurrentEnd()))
  const said = page.getByRole('status').filter({ hasText: 'recurrent.nir' })
  await expect(said.first()).toHaveText(
    /recurrent\.nir could not be opened\. The node “lif1\.w_rec” \(recurrent weights\): they lead back to the last layer/,
  )
  expect(await lab.experiment()).toEqual(before)
})

walk('hostile files are refused in a sentence, and nothing is lost', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(1)
  const state = [await lab.experiment(), await lab.state(), await lab.call('weights')]
  const sound = await writeNirFile(sinabs())
  const cases: [string, Uint8Array, RegExp][] = [
    ['none.nir', new TextEncoder().encode('nothing of the kind'), /no NIR file: it does not begin as HDF5 does/],
    ['cut.nir', sound.slice(0, sound.length / 2), /cut\.nir could not be opened\. The file is truncated or damaged/],
    ['empty.nir', new Uint8Array(), /no NIR file/],
  ]
  for (const [name, bytes, sentence] of cases) {
    await lab.drop(name, bytes)
    await expect(page.getByRole('status').filter({ hasText: name }).first()).toHaveText(sentence)
  }
  expect([await lab.experiment(), await lab.state(), await lab.call('weights')]).toEqual(state)
  await expect(page.evaluate(() => window.lab.openNir(new ArrayBuffer(8)))).rejects.toThrow('This is no NIR file')
  await expect(page.evaluate(() => window.lab.nir('chip' as 'euler'))).rejects.toThrow('one of euler, steps, generic, not chip')
})

walk('what NIR has no node for is said before anything is saved', async ({ lab }) => {
  await lab.open('#csnn.1&network.width=0.1&batch=10&T=2')
  await lab.button('Share').click()
  await dialog(lab).getByText('For other frameworks and chips: NIR').click()
  await expect(dialog(lab).getByText('NIR has no maximum pooling.')).toBeVisible()
  await expect(dialog(lab).getByRole('button', { name: 'Save as NIR' })).toBeDisabled()
  await expect(lab.page.evaluate(() => window.lab.nir())).rejects.toThrow('NIR has no maximum pooling')
})
