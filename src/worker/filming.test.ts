/** The live camera's clock on a real device, with a clock of the test's own: scenes, images from outside, and what happens where the device goes. */
import { afterAll, expect, test } from 'vitest'
import { type LiveSpec, liveSchema } from '../data/camera/live/schema'
import type { Gpu } from '../engine/device'
import { openDawn } from '../headless/dawn'
import type { CameraPacket } from './camera-client'
import { createFilming } from './filming'

const opened: Gpu[] = []
afterAll(() => {
  for (const { device } of opened) device.destroy()
})

const small: Partial<LiveSpec> = { sensor: '128 × 128', frames: 500 }
const specOf = (settings: object): LiveSpec => liveSchema.parse({ ...small, ...settings })
const quiet = { leak: 0, shotNoise: 0, mismatch: 0 }

/** A clock that advances by this many milliseconds with each reading, and by the time waited. */
function filmingBy(tick: number) {
  let time = 0
  return createFilming({
    async openGpu() {
      const gpu = await openDawn()
      opened.push(gpu)
      return gpu
    },
    now: () => {
      time += tick
      return time
    },
    async wait(ms) {
      time += ms
      // The time of waiting for a device does not count as time of the scene.
      await new Promise((resolve) => setTimeout(resolve, ms > 100 ? ms : 0))
    },
  })
}

/** Collects packets until there are this many. */
async function packetsOf(filming: ReturnType<typeof createFilming>, spec: LiveSpec, count: number): Promise<CameraPacket[]> {
  const packets: CameraPacket[] = []
  await new Promise<void>((resolve, reject) => {
    const listener = {
      async take(packet: CameraPacket) {
        packets.push(packet)
        if (packets.length === count) resolve()
      },
      failed: (message: string) => reject(new Error(message)),
    }
    filming.start(spec, null, listener).catch(reject)
  })
  await filming.stop()
  return packets
}

test('a scene goes by the clock: time steps follow each other, and events lie between them', async () => {
  const packets = await packetsOf(filmingBy(1), specOf({ source: { kind: 'disc', turns: 5 } }), 12)
  for (const [k, { from, to, events }] of packets.entries()) {
    expect(from).toBe(packets[k - 1]?.to ?? 0)
    expect(to % 2000).toBe(0)
    expect(Array.from(events.t).every((t) => t >= from && t < to)).toBe(true)
  }
  expect(packets.at(-1)!.to).toBeGreaterThan(20_000)
  expect(packets.reduce((sum, { events }) => sum + events.count, 0)).toBeGreaterThan(1000)
})

test('a device that is too slow for the clock looks at fewer timeSteps, and says how fast it is', async () => {
  // 60 ms a batch, where 30 are meant: one time step of 2 ms each time.
  const packets = await packetsOf(filmingBy(60), specOf({ source: { kind: 'bars' } }), 30)
  expect(packets.slice(2).every(({ timeSteps }) => timeSteps === 1)).toBe(true)
  expect(packets.at(-1)!.pace).toBeLessThan(0.05)
  expect(packets.at(-1)!.dropped).toBe(0)
})

/** Counts of the packets before and after other settings, four of each; and none that comes once it is stopped. */
async function countsAround(before: LiveSpec, after: LiveSpec): Promise<{ before: number[]; after: number[] }> {
  const filming = filmingBy(1)
  const counts: number[] = []
  await new Promise<void>((resolve) => {
    void filming.start(before, null, {
      async take({ events }) {
        counts.push(events.count)
        if (counts.length === 4) filming.set(after)
        if (counts.length === 8) resolve()
      },
      failed: () => {},
    })
  })
  await filming.stop()
  const { length } = counts
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(counts).toHaveLength(length)
  return { before: counts.slice(0, 4), after: counts.slice(4) }
}

test('other pixels act while it runs, and nothing comes after it was stopped', async () => {
  const spec = specOf({ source: { kind: 'bars', speed: 0 }, pixel: quiet })
  const { before, after } = await countsAround(spec, { ...spec, pixel: { ...spec.pixel, illumination: 0.05 } })
  // Nothing moves, so only the light that is switched off causes events.
  expect(before).toEqual([0, 0, 0, 0])
  expect(after.some((count) => count > 0)).toBe(true)
})

test('a scene continues from where it is when its speed is changed', async () => {
  const still = { ...quiet, refractory: 0 }
  const { before, after } = await countsAround(
    specOf({ source: { kind: 'bars', speed: 900 }, pixel: still }),
    specOf({ source: { kind: 'bars', speed: 0 }, pixel: still }),
  )
  expect(before.slice(1).every((count) => count > 100)).toBe(true)
  expect(after.every((count) => count === 0)).toBe(true)
})

test('pictures from outside are looked at in turn, and a long pause is no movement', async () => {
  const filming = filmingBy(1)
  const packets: CameraPacket[] = []
  const listener = {
    async take(packet: CameraPacket) {
      packets.push(packet)
    },
    failed: (message: string) => {
      throw new Error(message)
    },
  }
  await filming.start(specOf({ source: { kind: 'webcam' }, pixel: quiet }), null, listener)
  const gray = (level: number) => new Uint8Array(128 * 128).fill(level)
  await Promise.all([
    filming.film(gray(0), 100),
    filming.film(gray(255), 33_100.4),
    filming.film(gray(0), 33_100),
    filming.film(gray(255), 2e6),
  ])
  expect(packets.map(({ from, to, timeSteps, pace }) => [from, to, timeSteps, pace])).toEqual([
    [100, 100, 1, 1],
    [100, 33_100, 1, 1],
    [33_100, 33_101, 1, 1],
    [33_101, 2_000_000, 1, 1],
  ])
  // log(1.15 / 0.15) is 2.04: six thresholds of 0.3. The refractory time leaves two a microsecond apart no room.
  expect(packets.map(({ events }) => events.count / 128 ** 2)).toEqual([0, 6, 1, 0])
  await filming.stop()
})

test('a device that is lost is said, and the next start opens another', async () => {
  const filming = filmingBy(1)
  const spec = specOf({ source: { kind: 'balls' } })
  const said = await new Promise((resolve, reject) => {
    filming
      .start(spec, null, {
        take: async () => filming.gpu()?.device.destroy(),
        failed: (message, lost) => resolve({ message, lost }),
      })
      .catch(reject)
  })
  expect(said).toMatchObject({ lost: true, message: expect.stringContaining('The graphics device was lost') })
  expect(await packetsOf(filming, spec, 3)).toHaveLength(3)
  expect(opened.at(-1)!.isLost()).toBe(false)
})
