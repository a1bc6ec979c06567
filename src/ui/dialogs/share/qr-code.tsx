/** A link's QR code: small next to the link, and as large as the screen for a lecture hall. Black on white in both themes. */

import { useMemo } from 'react'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { hintOf } from '../../base/help'
import { type QrCode, qrOf } from '../../base/qr'
import controlsCss from '../../base/style/controls.module.css'
import { Modal } from '../../shared/dialog'
import css from './share-dialog.module.css'

/** @param enlarge absent if the code is already large. */
export function QrButton({ text, enlarge }: { text: string; enlarge: () => void }) {
  const code = useMemo(() => qrOf(text), [text])
  if (!code)
    return (
      <p className={classesOf(controlsCss.muted, css.none)}>
        The link is too long for a QR code. Change fewer settings of the preset, or send the file.
      </p>
    )
  return (
    <button
      type="button"
      className={css.qr}
      {...hintOf('Large, for a lecture hall')}
      aria-label="QR code of the link: show it large"
      onClick={enlarge}
    >
      <QrImage code={code} />
    </button>
  )
}

export function LargeQr({ text, back }: { text: string; back: () => void }) {
  const code = useMemo(() => qrOf(text), [text])
  return (
    <Modal className={css.large}>
      {code && (
        <div className={css.sheet} role="img" aria-label={`QR code of the link ${text.length > 200 ? `${text.slice(0, 200)} …` : text}`}>
          <QrImage code={code} />
        </div>
      )}
      <p className={css.text}>{text.length > 200 ? '' : text}</p>
      <PushButton onClick={back}>Back to the link</PushButton>
    </Modal>
  )
}

const QrImage = ({ code }: { code: QrCode }) => (
  <svg viewBox={`0 0 ${code.size} ${code.size}`} shapeRendering="crispEdges" aria-hidden="true">
    <rect width={code.size} height={code.size} fill="#fff" />
    <path d={code.path} fill="#000" />
  </svg>
)
