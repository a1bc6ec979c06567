/** The single page: bar, experiment, views, side, and overlays. Places panels without knowing their content. */

import { lazy, Suspense } from 'react'
import { useWidePage } from './base/appearance'
import { Boundary } from './base/boundary'
import { classesOf } from './base/classes'
import { useOf } from './base/signal'
import { Spotlight } from './base/spotlight'
import layoutCss from './base/style/layout.module.css'
import { Tooltip } from './base/tooltip'
import { ExperimentPanel, ExperimentSummary } from './dialogs/experiment/experiment-form'
import { Announcer } from './shell/announcer'
import { DropZone } from './shell/drop-zone'
import { LinkNotes } from './shell/link-notes'
import { AskedFigure, Dialogs } from './shell/open-dialog'
import { Page } from './shell/page'
import { hasSide, Middle, Side } from './shell/panels'
import { TopBar } from './shell/top-bar'
import { openDocs } from './state/settings/docs'
import { tour } from './state/settings/tour'
import { useHidden, useLab } from './state/store/store'
import { useShownViews } from './views/regions'

const MissingPage = lazy(async () => ({ default: (await import('./shell/missing-page')).MissingPage }))
const AskedFile = lazy(async () => ({ default: (await import('./shell/asked-file')).AskedFile }))
const ResumeNotes = lazy(async () => ({ default: (await import('./shell/resume-notes')).ResumeNotes }))
const LessonPanel = lazy(async () => ({ default: (await import('./dialogs/learn/lesson-panel')).LessonPanel }))
const Tour = lazy(async () => ({ default: (await import('./shell/tour')).Tour }))
const FinishedNote = lazy(async () => ({ default: (await import('./shell/finished-note')).FinishedNote }))
const EmbedPage = lazy(async () => ({ default: (await import('./shell/embed-page')).EmbedPage }))
const NewVersion = lazy(async () => ({ default: (await import('./shell/new-version')).NewVersion }))
const LookedRun = lazy(async () => ({ default: (await import('./dialogs/runs/viewed-run')).ViewedRun }))

/** The whole lab, or one view of it embedded in another page. */
export function App() {
  const embed = useLab((state) => state.embed)
  return embed ? (
    <Suspense fallback={null}>
      <EmbedPage {...embed} />
    </Suspense>
  ) : (
    <WholePage />
  )
}

function WholePage() {
  const missing = useLab((state) => state.missing !== null)
  const looking = useLab((state) => state.viewedRun !== null)
  const asked = useLab((state) => state.asked !== null)
  const newVersion = useLab((state) => state.newVersion)
  const offers = useLab((state) => state.resumable !== null)
  const fixed = useHidden('experiment')
  const folded = useHidden('form') && !fixed && !looking && !missing
  const lesson = useLab((state) => (state.viewedRun || state.missing ? null : state.lesson))
  const finished = useLab((state) => state.run.kind === 'finished' && !state.viewedRun && !state.missing)
  const touring = useOf(tour, (step) => step !== null)
  const views = useShownViews()
  const side = hasSide(views)
  return (
    <Page
      settings={fixed ? 'none' : folded ? 'line' : 'form'}
      className={classesOf(
        layoutCss.lab,
        missing && !looking && layoutCss.without,
        (looking || (!missing && !side && !lesson)) && layoutCss.noSide,
        lesson && layoutCss.withLesson,
        lesson && !side && layoutCss.lessonAlone,
        !looking && !missing && fixed && layoutCss.noExperiment,
        folded && layoutCss.folded,
      )}
    >
      <Boundary name="Top bar">
        <TopBar />
      </Boundary>
      <div data-notes className={layoutCss.notes}>
        <Suspense fallback={null}>{asked && !missing && <AskedFile />}</Suspense>
        <Boundary name="About this link">
          <LinkNotes />
        </Boundary>
        <Suspense fallback={null}>{newVersion && <NewVersion />}</Suspense>
        <Suspense fallback={null}>{offers && !missing && <ResumeNotes />}</Suspense>
        <Suspense fallback={null}>{finished && <FinishedNote />}</Suspense>
        {/* The tooltip lies over the page; only the message of its error boundary appears here. */}
        <Boundary name="An explanation">
          <Tooltip more={openDocs} />
        </Boundary>
      </div>
      {lesson && (
        <Boundary name="Lesson">
          <Suspense fallback={null}>
            <LessonPanel name={lesson} />
          </Suspense>
        </Boundary>
      )}
      {looking ? (
        <Suspense fallback={null}>
          <LookedRun />
        </Suspense>
      ) : missing ? (
        <Suspense fallback={null}>
          <MissingPage />
        </Suspense>
      ) : (
        <>
          <DropZone />
          {!fixed && (
            <Boundary name="Experiment">
              <Settings folded={folded} />
            </Boundary>
          )}
          <Middle views={views} />
          {side && <Side views={views} />}
        </>
      )}
      <Boundary name="This dialog">
        <Dialogs />
      </Boundary>
      <AskedFigure />
      <Suspense fallback={null}>{touring && <Tour />}</Suspense>
      <Spotlight />
      <Announcer />
    </Page>
  )
}

function Settings({ folded }: { readonly folded: boolean }) {
  const wide = useWidePage()
  return wide && !folded ? <ExperimentPanel /> : <ExperimentSummary />
}
