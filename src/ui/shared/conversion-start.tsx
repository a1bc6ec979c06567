/** Converts recordings to a data set: starts the conversion, shows its progress, and its result. */

import { PushButton } from '../base/buttons'
import { LongWork } from '../base/long-work'
import controlsCss from '../base/style/controls.module.css'
import { Wrong } from '../base/wrong'
import { cancelImport, useData } from '../state/imports/data-sets'
import { attempt } from '../state/session/notices'
import css from './conversion-start.module.css'

export function ConversionStart({ convert, refused }: { readonly convert: () => Promise<void>; readonly refused: boolean }) {
  const work = useData((state) => state.work)
  const result = useData((state) => state.result)
  if (work)
    return (
      <LongWork
        label={work.what}
        status={`${work.what}, ${Math.floor(100 * work.share)} %`}
        done={work.share}
        total={1}
        cancel={cancelImport}
      />
    )
  return (
    <>
      <p className={css.start}>
        <PushButton className={controlsCss.primary} disabled={refused} onClick={() => attempt(convert())}>
          Convert and keep
        </PushButton>
        <span className={controlsCss.muted}>In this browser. Nothing is sent anywhere.</span>
      </p>
      {result?.kind === 'error' && <Wrong role="alert">{result.text}</Wrong>}
    </>
  )
}
