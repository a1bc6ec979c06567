/** Frames arrive, wait and notify listeners in order, also while views are held or a saved run is open. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { scalarRows } from '../../testing/frames'
import { clearFrames, endAside, holdFrames, newestFrame, onFrames, putAside, receiveFrame, receiveLive } from './frames'

const soon: (() => void)[] = []
vi.stubGlobal('requestAnimationFrame', (draw: () => void) => soon.push(draw))
const draw = () => {
  for (const one of soon.splice(0)) one()
}

const scalars = (step: number) => ({ kind: 'scalars', rows: scalarRows(0, step, 100) }) as const
const shown = () => newestFrame('scalars')?.rows.step.length
let told = 0
let stop = () => {}

beforeEach(() => {
  clearFrames()
  draw()
  told = 0
  stop = onFrames(['scalars'], () => told++)
})
afterEach(() => {
  stop()
  holdFrames(false)
})

describe('frames', () => {
  it('notify listeners once, however many arrived', () => {
    receiveLive(scalars(1))
    receiveLive(scalars(2))
    draw()
    expect({ shown: shown(), told }).toEqual({ shown: 2, told: 1 })
  })
  it('that are held are not drawn by a redrawn view, and are the newest afterwards', () => {
    receiveLive(scalars(1))
    draw()
    holdFrames(true)
    receiveLive(scalars(2))
    receiveLive(scalars(3))
    draw()
    expect({ shown: shown(), told }).toEqual({ shown: 1, told: 1 })
    holdFrames(false)
    draw()
    expect({ shown: shown(), told }).toEqual({ shown: 3, told: 2 })
  })
  it('that are held are discarded with the others', () => {
    holdFrames(true)
    receiveLive(scalars(1))
    clearFrames()
    holdFrames(false)
    expect(shown()).toBeUndefined()
  })
  it('of a saved run are drawn while those of the open run are held, and the latter are not lost', () => {
    receiveLive(scalars(1))
    holdFrames(true)
    receiveLive(scalars(2))
    putAside()
    receiveFrame(scalars(9))
    receiveLive(scalars(3))
    draw()
    expect({ shown: shown(), told }).toEqual({ shown: 9, told: 1 })
    expect(endAside()).toEqual([scalars(3)])
  })
})
