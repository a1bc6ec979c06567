/** Scenes of moving shapes against the numbers that define the set, which were computed independently. */
import { describe, expect, it } from 'vitest'
import { areaOf, type Box, common } from './geometry'
import { seeShapes } from './reference'
import { keyOf, type MovingShape, shapesScene } from './scene'
import { shapesSchema, shapesShape } from './schema'

const { side, speeds, areas } = shapesShape(shapesSchema.parse({ kind: 'movingShapes' }))
const KEY = keyOf(1, 'test')

/** The columns of each object: class, size, angle, spin, speed, direction, x, y, contrast. */
const SCENES = [
  { noise: '1.03329', drift: '16.2148 -9.3360', objects: [], signal: 718, noiseEvents: 880, on: '0.50' },
  {
    noise: '1.52607',
    drift: '-9.2557 -20.0709',
    signal: 1233,
    noiseEvents: 1305,
    on: '0.47',
    objects: [
      '0 5.91722 4.78740 -1.04825 10.35054 0.42920 40.19283 19.32579 -0.59546',
      '2 5.14094 3.94154 -1.90309 18.01722 5.32549 13.36723 24.13275 -0.40688',
    ],
  },
  {
    noise: '0.22212',
    drift: '-14.3497 -7.5034',
    signal: 2584,
    noiseEvents: 191,
    on: '0.53',
    objects: [
      '2 7.75817 2.62676 0.77755 74.52714 2.64842 35.84595 29.76276 0.85034',
      '0 7.37854 1.36549 1.03832 6.86629 3.54807 16.71101 15.26183 0.67899',
    ],
  },
  {
    noise: '0.21615',
    drift: '15.9779 2.7646',
    signal: 2593,
    noiseEvents: 201,
    on: '0.59',
    objects: [
      '1 6.80535 0.10414 2.51952 438.61521 2.33337 41.63618 32.48830 0.42794',
      '0 6.89471 4.81548 2.23148 8.40419 2.40472 14.53489 55.05617 -0.79142',
    ],
  },
  {
    noise: '0.57328',
    drift: '0.0000 0.0000',
    signal: 5563,
    noiseEvents: 498,
    on: '0.57',
    objects: [
      '1 8.17327 1.80943 -2.55810 9.15594 4.93560 31.39361 54.98203 0.45018',
      '2 6.63422 0.77284 -1.91945 326.83395 0.00086 53.15599 9.06916 0.72150',
      '1 6.37828 1.11882 -1.39579 34.22886 4.41516 36.68027 49.69727 0.81297',
    ],
  },
  {
    noise: '2.79117',
    drift: '0.0000 0.0000',
    signal: 9184,
    noiseEvents: 2335,
    on: '0.39',
    objects: [
      '1 10.28608 0.18406 0.39665 252.31137 1.41313 55.90621 42.16708 -0.63056',
      '1 8.08134 4.38365 0.41580 16.83746 0.07918 52.28926 51.33650 0.57214',
      '2 10.80067 5.59902 0.37101 335.78266 2.32679 16.96082 25.86599 -0.57706',
    ],
  },
] as const

const written = (o: MovingShape): string =>
  [o.kind, ...[o.size, o.angle, o.spin, o.speed, o.direction, o.x, o.y, o.contrast].map((value) => value.toFixed(5))].join(' ')
const rounded = (box: Box): number[] => box.map((border) => Math.round(100 * border) / 100)

const scenes = SCENES.map((_, number) => shapesScene(KEY, number))
const seenScenes = scenes.map((scene) => seeShapes(scene, side))

describe.each(SCENES.map((expected, number) => ({ number, expected })))('scene $number', ({ number, expected }) => {
  const scene = scenes[number]!
  const seen = seenScenes[number]!

  it('is drawn as it is defined', () => {
    expect(scene.noise.toFixed(5)).toBe(expected.noise)
    expect(scene.drift.map((speed) => speed.toFixed(4)).join(' ')).toBe(expected.drift)
    expect(scene.objects.map(written)).toEqual(expected.objects)
  })

  it('has the events that it is defined to have', () => {
    const signal = seen.signal.flat()
    expect(signal.length).toEqual(expected.signal)
    expect(seen.noise.flat().length).toEqual(expected.noiseEvents)
    expect((signal.filter(({ on }) => on).length / signal.length).toFixed(2)).toBe(expected.on)
    expect(signal.every(({ time }) => time >= 0 && time <= 200_000)).toBe(true)
  })

  it('has a truth for each object, none of them to be ignored', () => {
    expect(seen.truths.map(({ kind, ignored, speed }) => ({ kind, ignored, speed }))).toEqual(
      scene.objects.map(({ kind, speed }) => ({ kind, ignored: false, speed })),
    )
  })
})

describe('truths', () => {
  it('have exact boxes, the share in sight, and the events of pixels that the box touches', () => {
    const [one] = seenScenes[1]!.truths
    expect({ box: rounded(one!.box), visible: one!.visible, events: one!.events }).toEqual({
      box: [34.28, 13.41, 46.11, 25.24],
      visible: 1,
      events: 35,
    })
    const [five] = seenScenes[5]!.truths
    expect({ box: rounded(five!.box), visible: five!.visible.toFixed(2), events: five!.events }).toEqual({
      box: [45.28, 31.54, 64, 52.8],
      visible: '0.71',
      events: 673,
    })
  })

  it('are ignored where little is in sight or hardly anything moves', () => {
    const scene = scenes[1]!
    const [object] = scene.objects
    const still = { ...object!, speed: 0, spin: 0 }
    const covering = { ...still, kind: 1, contrast: 0.9 }
    const { truths } = seeShapes({ ...scene, drift: [0, 0], objects: [still, covering] }, side)
    expect(truths.map(({ ignored, visible, events }) => ({ ignored, unseen: visible < 0.5, events }))).toEqual([
      { ignored: true, unseen: true, events: 0 },
      { ignored: true, unseen: false, events: 0 },
    ])
  })
})

describe('the scenes of an epoch', () => {
  const scenes = Array.from({ length: 400 }, (_, number) => shapesScene(keyOf(1, 'train'), number))
  const objects = scenes.flatMap(({ objects }) => objects)
  const inImage = objects.map(({ box }) => areaOf(common(box, [0, 0, side, side])))

  it('have as many objects of each class as they are defined to have, and none was left out', () => {
    expect([0, 1, 2, 3, 4].map((n) => scenes.filter(({ objects }) => objects.length === n).length)).toEqual([23, 93, 122, 106, 56])
    expect([0, 1, 2].map((kind) => objects.filter((object) => object.kind === kind).length)).toEqual([279, 296, 304])
    expect(scenes.every(({ objects }) => objects.every(({ item }, at) => item === at))).toBe(true)
  })

  it('have boxes of all sizes, at least half of each in the image', () => {
    const sorted = [...inImage].sort((a, b) => a - b)
    const percentile = (share: number) => {
      const at = share * (sorted.length - 1)
      const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!]
      return Math.round(low + (high - low) * (at - Math.floor(at)))
    }
    expect([0, 0.1, 0.33, 0.5, 0.67, 0.9, 1].map(percentile)).toEqual([87, 137, 207, 275, 365, 518, 804])
    expect(objects.every(({ box }, i) => inImage[i]! >= 0.5 * areaOf(box))).toBe(true)
  })

  it('are about equally often slow, middle and fast, and of three sizes', () => {
    const shares = [
      objects.filter(({ speed }) => speed < speeds[0]).length,
      objects.filter(({ speed }) => speed >= speeds[0] && speed < speeds[1]).length,
      objects.filter(({ speed }) => speed >= speeds[1]).length,
    ].map((count) => count / objects.length)
    for (const share of shares) expect(Math.abs(share - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / objects.length))
    expect([inImage.filter((area) => area <= areas[0]).length, inImage.filter((area) => area >= areas[1]).length]).toEqual([104, 356])
  })
})
