/** Where the time of a training step goes: the button that measures it, its progress, and the kernels as a table and a roofline plot. */
import { COLUMNS, msText, profileSentence, ratesSentence, type StepProfile, totalOf } from '../../../readings/profile'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import { SaveMenu, Scrolling } from '../../base/parts'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { MeasureButton, MeasurementProgress } from '../../shared/measurement'
import css from './device-dialog.module.css'
import { profiling, saveProfile } from './profile'
import { Roofline } from './roofline'

/** The glossary's terms of the columns, in their order. */
const TERMS = [
  { term: 'dispatch' },
  { term: 'kernel' },
  { term: 'kernel' },
  { term: 'bandwidth' },
  { term: 'flop' },
  { term: 'bandwidth' },
  { term: 'flop' },
] as const

const STAGES = ['Measuring the device', 'Timing whole steps', 'Timing each kernel']

export function ProfilePanel() {
  const { found: profile, busy, stopped } = profiling.useFound()
  return (
    <section className={css.profile} aria-label="Where the time goes">
      <h3>Where the time goes</h3>
      <p>
        A training step of the open experiment, kernel by kernel, next to the most that this device copies and computes. It is measured on a
        copy with the current weights: training pauses meanwhile, and keeps its bits.
      </p>
      {busy ? (
        <MeasurementProgress label="Profiling the step" status={({ done }) => STAGES[Math.min(2, Math.floor(done))]} />
      ) : (
        <>
          {stopped && <p role="status">The profile was stopped; nothing has changed.</p>}
          <MeasureButton text={profile ? 'Profile again' : 'Profile a step'} measure={profiling.take} />
        </>
      )}
      {profile && <Taken profile={profile} />}
    </section>
  )
}

function Taken({ profile }: { readonly profile: StepProfile }) {
  return (
    <>
      <p role="status">{profileSentence(profile)}</p>
      <p className={controlsCss.muted}>
        {ratesSentence(profile.rates)} More than 100 % of the bandwidth is a cache’s, and more than 100 % of the multiply-adds are zeros
        that were skipped.
      </p>
      <div className={css.pair}>
        <Roofline profile={profile} />
        <Kernels profile={profile} />
      </div>
    </>
  )
}

function Kernels({ profile }: { readonly profile: StepProfile }) {
  const { kernels, stepMs } = profile
  const all = totalOf(kernels)
  return (
    <section className={chartCss.chart} aria-label="Kernels">
      <div className={chartCss.head}>
        <h3>Kernels</h3>
        <span className={chartCss.tools}>
          <SaveMenu
            compact
            subject="Profile"
            items={[
              { text: 'Profile (CSV)', act: () => saveProfile(profile, 'csv') },
              { text: 'Profile (JSON)', act: () => saveProfile(profile, 'json') },
            ]}
          />
        </span>
      </div>
      <Scrolling label="Kernels of a training step" className={css.scroll}>
        <table className={classesOf(modalCss.listed, css.kernels)}>
          <thead>
            <tr>
              <th scope="col">
                <Term term="kernel">kernel</Term>
              </th>
              {COLUMNS.map(({ head }, i) => (
                <th key={head} scope="col">
                  <Term term={TERMS[i]!.term}>{head}</Term>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kernels.map((kernel) => (
              <tr key={kernel.kernel}>
                <th scope="row">
                  {kernel.kernel}
                  <i aria-hidden="true" style={{ width: `${(100 * kernel.ms) / all.ms}%` }} />
                </th>
                {COLUMNS.map(({ head, text }) => (
                  <td key={head}>{text(kernel, profile)}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Together</th>
              {COLUMNS.map(({ head, text }) => (
                <td key={head}>{text(all, profile)}</td>
              ))}
            </tr>
            <tr>
              <th scope="row">The whole step</th>
              <td />
              <td>{msText(stepMs)}</td>
              <td colSpan={COLUMNS.length - 2} />
            </tr>
          </tfoot>
        </table>
      </Scrolling>
    </section>
  )
}
