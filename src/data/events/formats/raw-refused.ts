/** Refuses Prophesee RAW in unsupported variants: EVT2.1, EVT4, or one that the header does not name. */
import { FormatError } from '../../formats/format-error'
import type { EventReader } from '../reading'
import { rawHeader, readRawHeader } from './raw-header'

export const rawRefused: EventReader = {
  format: 'Prophesee RAW',
  recognizes: (path, head) => head[0] === 0x25 && (rawHeader(head).evt !== undefined || /\.raw(\.gz)?$/i.test(path)),
  async read(file) {
    const { evt } = await readRawHeader(file)
    throw new FormatError(
      evt
        ? `is Prophesee RAW of the form EVT${evt}, which is not read; EVT2 and EVT3 are, and Metavision's tools convert to both`
        : 'does not say in its header in which form its events are; "% evt 2.0" or "% evt 3.0" would',
    )
  },
}
