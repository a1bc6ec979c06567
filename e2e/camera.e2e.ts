/** The live event camera: a scene, the user's own image, the webcam; its messages when it cannot see, and after the device is lost. */
import { pngFile } from '../src/testing/files'
import { violations } from './axe'
import { expect, type Lab, walk } from './lab'

const SMALL = '#blank.1&T=2&batch=10'
const settings = { sensor: '128 × 128', frames: 100 }

const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Event camera' })
const events = async (lab: Lab) => (await lab.call('camera')).kept.events
const choose = (lab: Lab, button: string, name: string, buffer: Buffer) =>
  dialog(lab).getByLabel(button).setInputFiles({ name, mimeType: 'application/octet-stream', buffer })

/** Checks the dialog with axe. */
async function clean(lab: Lab): Promise<void> {
  expect(await violations(lab.page, 'dialog')).toEqual([])
}

/** Closes the dialog, and the player under it where there is one. */
async function closed(lab: Lab): Promise<void> {
  const open = lab.page.locator('dialog[open]')
  for (let left = await open.count(); left > 0; left--) {
    await lab.page.keyboard.press('Escape')
    await expect(open).toHaveCount(left - 1)
  }
  expect((await lab.call('camera')).phase).toBe('off')
}

walk('a scene is recorded, changed while it runs, saved, and played; a lost device is reported', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.call('startCamera', { ...settings, source: { kind: 'bars', speed: 400 } })
  await expect.poll(() => events(lab)).toBeGreaterThan(1000)
  await clean(lab)
  await dialog(lab).getByRole('spinbutton', { name: 'Speed' }).fill('0')
  await dialog(lab).getByRole('spinbutton', { name: 'Shot noise' }).fill('0')
  await dialog(lab).getByRole('spinbutton', { name: 'Leak rate' }).fill('0')
  await lab.page.keyboard.press('Enter')
  expect((await lab.call('camera')).settings).toMatchObject({ source: { speed: 0 }, pixel: { shotNoise: 0, leak: 0 } })
  await expect.poll(async () => (await lab.call('camera')).rate).toBe(0)

  await dialog(lab).getByRole('combobox', { name: 'Source' }).selectOption('balls')
  await expect.poll(() => events(lab)).toBeGreaterThan(500)
  await lab.call('loseCameraDevice')
  await expect(dialog(lab)).toContainText('The graphics device was lost: the camera has restarted')
  await expect.poll(() => events(lab)).toBeGreaterThan(500)

  // The saved events do not change with the settings of the next start.
  await dialog(lab).getByRole('button', { name: 'Stop the camera' }).click()
  await dialog(lab).getByRole('combobox', { name: 'Sensor' }).selectOption('240 × 180')
  await dialog(lab).getByRole('combobox', { name: 'Source' }).selectOption('disc')
  await dialog(lab).getByRole('button', { name: 'Open in the player' }).click()
  const played = await lab.call('player')
  expect(played).toMatchObject({ name: 'Event camera, bouncing balls', width: 128, height: 128 })
  const { events: kept } = await lab.call('cameraEvents')
  expect(kept.count).toBe(played!.events)
  expect(kept.t.every((time, at) => at === 0 || time >= kept.t[at - 1]!)).toBe(true)
  expect((await lab.call('camera')).phase).toBe('off')
  await lab.page.getByRole('button', { name: 'Event camera …' }).click()
  await expect(dialog(lab)).toBeVisible()
  await closed(lab)
})

walk('the webcam is asked for, and let go when the dialog is closed', async ({ lab }) => {
  await lab.open(SMALL)
  await expect(lab.call('startCamera', { ...settings, source: { kind: 'webcam' } })).rejects.toThrow('was not allowed to use the camera')
  await expect(dialog(lab).getByRole('alert')).toContainText('allow it for this page in the site’s settings, and start again.')
  await lab.page.context().grantPermissions(['camera'])
  await dialog(lab).getByRole('button', { name: 'Start the camera' }).click()
  await expect.poll(() => events(lab)).toBeGreaterThan(200)
  const video = dialog(lab).locator('video')
  await expect(video).toBeVisible()
  await clean(lab)
  const screen = await video.evaluateHandle((element) => element as HTMLVideoElement)
  const track = await screen.evaluateHandle(({ srcObject }) => (srcObject as MediaStream).getTracks()[0]!)
  expect(await track.evaluate(({ readyState }) => readyState)).toBe('live')
  await lab.page.keyboard.press('Escape')
  await expect.poll(() => track.evaluate(({ readyState }) => readyState)).toBe('ended')
  expect(await screen.evaluate(({ srcObject }) => srcObject)).toBe(null)
  expect((await lab.call('camera')).phase).toBe('off')
})

walk('the user’s own files: an image is moved, a video is played, others are rejected by name', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.call('startCamera', { ...settings, source: { kind: 'bars', speed: 400 } })
  await dialog(lab).getByRole('combobox', { name: 'Source' }).selectOption('picture')
  await expect(dialog(lab)).toContainText('Choose a file to look at, then start.')
  const start = dialog(lab).getByRole('button', { name: 'Start the camera' })
  await expect(start).toBeDisabled()
  await choose(lab, 'Choose an image …', 'notes.png', Buffer.from('no picture'))
  await start.click()
  await expect(dialog(lab).getByRole('alert')).toContainText('notes.png cannot be decoded as an image: choose a PNG, JPEG or WebP.')
  const stripes = Uint8Array.from({ length: 32 * 32 }, (_, i) => (i % 8 < 4 ? 20 : 230))
  await choose(lab, 'Choose an image …', 'stripes.png', Buffer.from(pngFile(32, 32, 1, stripes)))
  await start.click()
  await expect.poll(() => events(lab)).toBeGreaterThan(1000)
  await lab.page.evaluate(async (settings) => {
    // Records a moving bar for some tenths of a second.
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 })
    const context = canvas.getContext('2d')!
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
    const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve))
    recorder.start()
    for (let frame = 0; frame < 12; frame++) {
      context.fillStyle = 'black'
      context.fillRect(0, 0, 64, 64)
      context.fillStyle = 'white'
      context.fillRect(4 * frame, 0, 16, 64)
      await new Promise((resolve) => setTimeout(resolve, 33))
    }
    recorder.stop()
    await ended
    await window.lab.startCamera({ ...settings, source: { kind: 'video' } }, new File(parts, 'bar.webm'))
  }, settings)
  await expect.poll(() => events(lab)).toBeGreaterThan(1000)
  expect((await lab.call('camera')).filmed).toBe(true)
  await choose(lab, 'Choose a video …', 'talk.mp4', Buffer.from('no video'))
  await expect(dialog(lab).getByRole('alert')).toContainText('talk.mp4 cannot be played by this browser')
  await closed(lab)
})
