/** Detection: a small detector trains; scene, sampler, precision, failures and the live camera in the Inspector match `window.lab`. */
import type { DetectionDetail, Scene } from '../src/tasks/detection/detail'
import { violations } from './axe'
import { expect, type Lab, walk } from './lab'
import { SMALL_DETECTOR } from './small-detector'

const inspector = (lab: Lab) => lab.region('Inspector')
const show = (lab: Lab, tab: string) => inspector(lab).getByRole('radio', { name: tab, exact: true }).check({ force: true })
const chart = (lab: Lab, name: string) => inspector(lab).getByRole('region', { name, exact: true })
const sceneOf = async (lab: Lab, sample: number) => (await lab.call('inspect', { ask: 'scene', sample })) as unknown as Scene
const rowsOf = (lab: Lab, name: string) => chart(lab, name).getByRole('table').getByRole('rowheader').allTextContents()

/** Shows all boxes, whatever their score. */
const anyScore = (lab: Lab) => inspector(lab).getByRole('slider', { name: 'Confidence' }).fill('0')

walk('a detector is learned, and its tabs show what a scene, an evaluation and a camera are answered with', async ({ lab }) => {
  await lab.open(SMALL_DETECTOR)
  await lab.step(8)
  const { trainLoss } = await lab.metrics()
  expect(trainLoss!.value).toHaveLength(8)
  expect(trainLoss!.value.every(Number.isFinite)).toBe(true)

  // The scene with its objects and boxes as the worker reports them. Scene 0 has no objects, scene 1 has some.
  expect((await sceneOf(lab, 0)).truths).toEqual([])
  const scene = await sceneOf(lab, 1)
  expect(scene.truths.length).toBeGreaterThan(0)
  await anyScore(lab)
  await expect(chart(lab, 'Scene').getByRole('img')).toHaveAccessibleName(
    new RegExp(`^Events of test sample 1.* Objects: ${scene.classes[scene.truths[0]!.classIndex]}`),
  )
  await chart(lab, 'Scene').getByRole('button', { name: 'Table' }).click()
  await expect
    .poll(() => rowsOf(lab, 'Scene'))
    .toEqual([
      ...scene.truths.map(({ classIndex, ignored }, at) => `object ${at + 1}, ${scene.classes[classIndex]}${ignored ? ', ignored' : ''}`),
      ...scene.detections.map(({ classIndex }, at) => `found ${at + 1}, ${scene.classes[classIndex]}`),
    ])
  await chart(lab, 'Scene').getByRole('button', { name: 'Table' }).click()

  // The pinned sample's events are what the network receives.
  await lab
    .region('Network')
    .getByRole('button', { name: /^input/ })
    .click()
  await expect(lab.region('Spike raster')).toContainText('Events by pixel, ON in orange and OFF in blue')

  // The sampler stands between the input and the detector; selecting it shows its equations, and its potentials step by step.
  const cell = lab.region('Network').getByRole('button', { name: /^sampler/ })
  await expect(cell).toHaveAccessibleDescription(/makes events the images that the network sees/)
  await cell.click()
  await expect(cell).toHaveAttribute('aria-current', 'true')
  await expect(lab.region('Equations')).toContainText('What the sampler does')
  await expect(lab.region('Equations')).toContainText('Its spike closes a window')
  await expect(lab.region('Membrane potential')).toContainText('backbone.stem.silu1: the Inspector has the sampler’s potentials')
  await expect(inspector(lab).getByRole('radio', { name: 'sampler', exact: true })).toBeChecked()
  await expect(chart(lab, 'Samplers').getByRole('img')).toHaveAccessibleName(/ARSNN.*Event count.*RSNN/)
  await chart(lab, 'Potentials of the sampler').getByRole('button', { name: 'Table' }).click()
  expect(await rowsOf(lab, 'Potentials of the sampler')).toHaveLength(scene.steps!.steps)

  // The evaluation on the test scenes.
  await show(lab, 'precision')
  await inspector(lab).getByRole('button', { name: 'Evaluate on the test scenes' }).click()
  await expect(chart(lab, 'By class, speed and area')).toBeVisible()
  const report = (await lab.call('evaluate')) as unknown as { testAp50: number; detail: DetectionDetail }
  await expect(inspector(lab)).toContainText(`AP50${report.testAp50.toFixed(3)}`)
  await expect(inspector(lab)).toContainText(`4 test scenes, ${report.detail.truths} objects`)

  // Clicking a failure opens its scene.
  await show(lab, 'failures')
  const missed = report.detail.failures.filter(({ kind }) => kind === 'missed')
  expect(missed.length).toBeGreaterThan(0)
  await inspector(lab)
    .getByRole('radio', { name: `missed ${missed.length}` })
    .check({ force: true })
  await inspector(lab)
    .getByRole('button', { name: /that no box finds/ })
    .first()
    .click()
  await expect(inspector(lab).getByRole('radio', { name: 'scene', exact: true })).toBeChecked()
  await expect(inspector(lab).getByRole('spinbutton', { name: 'sample' })).toHaveValue(String(missed[0]!.sample))

  // The camera: first a synthetic scene, then the webcam.
  await show(lab, 'live')
  const camera = inspector(lab).getByRole('button', { name: /the camera$/ })
  await camera.click()
  const looks = inspector(lab).getByText(/events of 200 ms; answered in/)
  await expect(looks).toBeVisible()
  await lab.page.context().grantPermissions(['camera'])
  await inspector(lab).getByRole('combobox', { name: 'looks at' }).selectOption('webcam')
  await expect(chart(lab, 'Live').getByRole('img')).toHaveAccessibleName(/webcam/)
  await expect(looks).toBeVisible()
  expect(await violations(lab.page)).toEqual([])
  await camera.click()
  await expect(camera).toHaveAccessibleName('Start the camera')
})

walk('layers of SiLUs are called what they are', async ({ lab }) => {
  await lab.open(SMALL_DETECTOR)
  await lab.step(1)
  await expect(lab.region('Membrane potential')).toContainText('active, u > 0')
  await expect(lab.region('Membrane potential')).not.toContainText(/spiking|fixed, κ/)
  await expect(lab.region('Gradient-available fraction')).toContainText('u > 0, steep')
  const equations = lab.region('Equations')
  await expect(equations).toContainText('1/(1 + exp(−u))')
  await expect(equations).not.toContainText(/π|Σ|θ/)
})
