/** Parts of the page that the first paint does not need: their code is fetched right after it, or when they are first shown. */
import { type ComponentType, lazy, Suspense, use } from 'react'

let begin = () => {}
const begun = new Promise<void>((resolve) => {
  begin = resolve
})
const coming: Promise<void>[] = []

/** Loads after the first paint. */
export function later(load: () => Promise<void>): Promise<void> {
  const loaded = begun.then(load)
  coming.push(loaded)
  return loaded
}

/** Starts the deferred loads. Resolves when each of them has loaded or failed. */
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
