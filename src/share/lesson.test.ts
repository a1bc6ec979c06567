/** Lessons by link: each opens its experiment, alone or next to another one. */
import { describe, expect, it } from 'vitest'
import { LESSON_LINKS, LESSON_NAMES } from './lesson'
import { decodeLink, encodeLink } from './link'

async function opened(link: string) {
  const decoded = await decodeLink(link)
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded
}

describe('a lesson by link', () => {
  it.each(LESSON_NAMES)('opens the experiment of %s, by the link that the page writes of it', async (name) => {
    const { experiment, preset, lesson, notes } = await opened(`#lesson=${name}`)
    expect(lesson).toBe(name)
    expect(notes).toEqual([])
    expect(await encodeLink(experiment, {}, preset)).toBe(LESSON_LINKS[name])
    expect((await opened(LESSON_LINKS[name])).experiment).toEqual(experiment)
  })

  it('takes changes that stand after it, and what else a link has', async () => {
    const { experiment, view, hide, lesson } = await opened('#lesson=drift&neuron.threshold=0.5&batch=20&view=layer:lif2&hide=share')
    expect(experiment).toMatchObject({ neuron: { threshold: 0.5 }, data: { batch: 20 }, network: { hidden: [64, 64, 64] } })
    expect({ view, hide, lesson }).toEqual({ view: { layer: 'lif2' }, hide: ['share'], lesson: 'drift' })
  })

  it('stands next to what another link opens', async () => {
    const { experiment, preset, lesson } = await opened('#plif.2&neuron.threshold=0.7&lesson=window')
    expect({ preset, lesson }).toEqual({ preset: 'plif', lesson: 'window' })
    expect(experiment.neuron).toMatchObject({ threshold: 0.7 })
  })

  it('says which one is nearest to a name that there is not, and opens what else the link says', async () => {
    const { preset, lesson, notes } = await opened('#blank.2&lesson=windows')
    expect({ preset, lesson }).toEqual({ preset: 'blank', lesson: undefined })
    expect(notes).toEqual(['The link names a lesson “windows”, which this page does not have. The nearest is window. It was left out.'])
    expect((await opened('#lesson=')).lesson).toBeUndefined()
  })
})
