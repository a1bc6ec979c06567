/** Finds the recordings of DVS-SLR in a folder by the names of their files, both halves of each. Opens no file. */
import { SLR_LIGHTS, SLR_POSITIONS, SLR_SIGNS, SLR_TITLE, SLR_USERS, slrName, slrPlace } from '../../events/slr/schema'
import { ImportError, type SourceFile } from '../source-file'
import type { SlrFound, SlrTag } from './schema'

/** Both halves of a recording. */
export interface SlrSample extends SlrTag {
  readonly event: SourceFile
  readonly frame: SourceFile
}

export interface SlrFolder extends SlrFound {
  readonly samples: readonly SlrSample[]
}

type Halves = Omit<SlrTag, 'path'> & { readonly event?: SourceFile; readonly frame?: SourceFile }

/** A file named like a half, or inside an archive that is. */
const HALF = /^(.*_(?:event|frame)\.npz)(?:\/|$)/i

/**
 * Finds the recordings; undefined if no file is named like an image file of the set: event files without them are handled like any other
 * recordings.
 * @throws ImportError if there are image files but no recording has both halves, or if all recordings are of one user.
 */
export function slrFolder(files: readonly SourceFile[]): SlrFolder | undefined {
  const left: string[] = []
  const found = new Map<string, Halves>()
  const strange = new Set<string>()
  let pictures = 0
  for (const file of files) {
    const name = slrName(file.path)
    if (!name) {
      const archive = HALF.exec(file.path)?.[1]
      if (archive) strange.add(archive)
      continue
    }
    const [label, light, position] = [
      slrPlace(SLR_SIGNS, name.sign),
      slrPlace(SLR_LIGHTS, name.light),
      slrPlace(SLR_POSITIONS, name.position),
    ]
    const wrong = wrongIn(name, { label, light, position })
    if (wrong) {
      left.push(`${file.path} ${wrong}.`)
      continue
    }
    if (name.half === 'frame') pictures++
    const key = [name.user, label, light, position].join()
    const halves = found.get(key) ?? { user: name.user, label, light, position }
    const other = halves[name.half]
    if (other) left.push(`${file.path} is left out: ${other.path} is the same half of the same recording.`)
    else found.set(key, { ...halves, [name.half]: file })
  }
  if (pictures === 0) return undefined
  for (const path of strange) left.push(`${path} is not named as its files are: user, sign, light and position before event or frame.`)
  const samples = [...found.values()].flatMap((halves) => bothOf(halves, left))
  const [first] = samples
  if (!first) throw new ImportError(`No recording of ${SLR_TITLE} here has both halves. ${left[0]}`)
  if (samples.every(({ user }) => user === first.user))
    throw new ImportError(
      `${first.path}${samples.length > 1 ? ' and the others are' : ' is'} of user ${first.user} alone. Users are for training or for testing: those of two are needed.`,
    )
  const order = (tag: SlrTag) =>
    ((tag.user * SLR_SIGNS.length + tag.label) * SLR_LIGHTS.length + tag.light) * SLR_POSITIONS.length + tag.position
  return { name: first.path.split('/')[0]!, samples: samples.sort((a, b) => order(a) - order(b)), left }
}

/** Reports which part of a file's name does not exist in the set. */
function wrongIn(
  { user, sign, light, position }: NonNullable<ReturnType<typeof slrName>>,
  places: Pick<SlrTag, 'label' | 'light' | 'position'>,
): string | undefined {
  if (user >= SLR_USERS) return `is of user ${user}; users 0 to ${SLR_USERS - 1} would fit`
  if (places.label < 0) return `is of the sign “${short(sign)}”, which is none of the ${SLR_SIGNS.length} of ${SLR_TITLE}`
  if (places.light < 0) return `is in the light “${short(light)}”; ${SLR_LIGHTS.join(', ')} would fit`
  if (places.position < 0) return `is at the position “${short(position)}”; ${SLR_POSITIONS.join(' or ')} would fit`
  return undefined
}
const short = (word: string): string => word.slice(0, 40)

function bothOf({ event, frame, ...tag }: Halves, left: string[]): SlrSample[] {
  if (event && frame) return [{ ...tag, path: event.path, event, frame }]
  const [one, what, name] = event
    ? [event, 'images', baseOf(event.path).replace(/_event(?=\.npz$)/i, '_frame')]
    : [frame!, 'events', baseOf(frame!.path).replace(/_frame(?=\.npz$)/i, '_event')]
  left.push(`${one.path} has no ${what} next to it: ${name} is missing.`)
  return []
}
const baseOf = (path: string): string => path.split('/').at(-1)!
