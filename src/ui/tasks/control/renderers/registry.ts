/** Selects the renderer of an environment. Without one, an environment is drawn as bars of its numbers. */
import type { EnvironmentMap } from '../../../../environments/map/schema'
import { referenceMap } from '../../../../environments/reference/schema'
import type { EnvironmentSpec } from '../../../../environments/schema'
import { skirmishMap } from '../../../../environments/skirmish/schema'
import { speakerListenerMap } from '../../../../environments/speaker-listener/schema'
import { spreadMap } from '../../../../environments/spread/schema'
import { acrobot } from './acrobot'
import { cartPole } from './cart-pole'
import { catching } from './catch'
import { hunt } from './hunt'
import { jointRecall } from './joint-recall'
import { keyToDoor } from './key-to-door'
import { mapPainter } from './map'
import { memoryChain } from './memory-chain'
import { mountainCar } from './mountain-car'
import { pendulum } from './pendulum'
import type { EnvironmentRenderer } from './renderer'
import { switchRiddle } from './switch-riddle'
import { tMaze } from './t-maze'

/** Renderers by kind of environment; other kinds have a map, or none. */
const RENDERERS: Readonly<Partial<Record<string, EnvironmentRenderer>>> = {
  cartPole,
  pendulum,
  acrobot,
  mountainCar,
  catch: catching,
  keyToDoor,
  tMaze,
  memoryChain,
  switchRiddle,
  jointRecall,
  hunt,
}

function mapOf(spec: EnvironmentSpec): EnvironmentMap | undefined {
  switch (spec.kind) {
    case 'spread':
      return spreadMap(spec)
    case 'speakerListener':
      return speakerListenerMap()
    case 'reference':
      return referenceMap()
    case 'skirmish':
      return skirmishMap(spec)
    default:
      return undefined
  }
}

const made = new WeakMap<EnvironmentSpec, EnvironmentRenderer | null>()

export function rendererOf({ spec }: { readonly spec: EnvironmentSpec }): EnvironmentRenderer | undefined {
  const known = made.get(spec)
  if (known !== undefined) return known ?? undefined
  const map = mapOf(spec)
  const renderer = RENDERERS[spec.kind] ?? (map && mapPainter(map))
  made.set(spec, renderer ?? null)
  return renderer
}
