/** Parts of the page that its first picture does not need: their code is fetched right after it, or when they are shown first. */
import { type ComponentType, lazy, Suspense, use } from 'react'

let begin = () => {}
const begun = new Promise<void>((resolve) => {
  begin = resolve
})
const coming: Promise<void>[] = []

/** Loads once the first picture is there. */
export function later(load: () => Promise<void>): Promise<void> {
  const loaded = begun.then(load)
  coming.push(loaded)
  return loaded
}

/** The first picture is there. Resolves when all that was put off has come, or could not be had. */
export async function loadLater(): Promise<void> {
  begin()
  await Promise.allSettled(coming)
}

/** What the first network shows, or a click on it: a view does not change its size twice. @param Meanwhile what stands in its place until it has come; where nothing is said, nothing. */
export function laterPart<P extends object>(load: () => Promise<ComponentType<P>>, Meanwhile?: ComponentType<P>): ComponentType<P> {
  let Loaded: ComponentType<P> | undefined
  const loaded = later(async () => {
    Loaded = await load()
  })
  const Part = (props: P) => {
    if (!Loaded) use(loaded)
    return Loaded && <Loaded {...props} />
  }
  return (props) => (
    <Suspense fallback={Meanwhile ? <Meanwhile {...props} /> : null}>
      <Part {...props} />
    </Suspense>
  )
}

/** What few networks show: it is not fetched before. @param Meanwhile as above: what else keeps its room. */
export function askedPart<P extends object>(load: () => Promise<ComponentType<P>>, Meanwhile?: ComponentType): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() }))
  return (props) => (
    <Suspense fallback={Meanwhile ? <Meanwhile /> : null}>
      <Part {...props} />
    </Suspense>
  )
}
