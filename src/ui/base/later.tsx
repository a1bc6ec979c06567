/** Parts of the page that the first paint does not need: their code is fetched right after it, or when they are first shown. */
import { type ComponentType, lazy, Suspense, use } from 'react'
import { firstPaint } from './first-paint'

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

/**
 * For parts that the first network shows, so that views keep their size.
 * @param Meanwhile is shown until the part has loaded; by default nothing is.
 */
export function laterPart<P extends object>(load: () => Promise<ComponentType<P>>, Meanwhile?: ComponentType<P>): ComponentType<P> {
  let Loaded: ComponentType<P> | undefined
  const loaded = later(async () => {
    Loaded = await load()
    // React then need not wait for the promise.
    Object.assign(loaded, { status: 'fulfilled', value: undefined })
  })
  const Part = (props: P) => {
    use(loaded)
    return Loaded && <Loaded {...props} />
  }
  return (props) => (
    <Suspense fallback={Meanwhile ? <Meanwhile {...props} /> : null}>
      <Part {...props} />
    </Suspense>
  )
}

/** For parts that few networks show: fetched on first use. @param Meanwhile is shown until the part has loaded. */
export function askedPart<P extends object>(load: () => Promise<ComponentType<P>>, Meanwhile?: ComponentType): ComponentType<P> {
  const Part = lazy(async () => ({ default: await load() }))
  return (props) => (
    <Suspense fallback={Meanwhile ? <Meanwhile /> : null}>
      <Part {...props} />
    </Suspense>
  )
}

/** For parts that the page shows at once but can paint without: fetched on first use, after the first paint. */
export const afterFirstPaint = <P extends object>(load: () => Promise<ComponentType<P>>) =>
  lazy(async () => {
    await firstPaint()
    return { default: await load() }
  })
