/** What arrives with the spike that is picked, and where it arrives, in words. */
import css from './raster.module.css'

export const HopsText = ({ words }: { readonly words: string | undefined }) =>
  words ? (
    <p className={css.hops} aria-live="polite">
      {words}
    </p>
  ) : null
