/** Learning material: lessons, the glossary, the docs. */
import { LESSON_NAMES, LESSON_TITLES } from '../../../share/lesson'
import { openLesson } from '../../state/links/links'
import { attempt } from '../../state/session/notices'
import { openDocs } from '../../state/settings/docs'
import { type DialogDescription, lazily } from '../dialog'

export const lessonsDialog: DialogDescription = {
  id: 'lessons',
  title: 'Lessons',
  Component: lazily(async () => (await import('./lessons-dialog')).LessonsDialog),
  entry: { group: 'Page', label: 'Lessons: learn what spiking networks do' },
  doc: 'lessons.md',
  more: () =>
    LESSON_NAMES.map((name) => ({
      id: `lesson ${name}`,
      group: 'Page',
      label: `Lesson: ${LESSON_TITLES[name]}`,
      act: () => attempt(openLesson(name)),
    })),
}

export const glossaryDialog: DialogDescription = {
  id: 'glossary',
  title: 'Glossary',
  Component: lazily(async () => (await import('./glossary-dialog')).GlossaryDialog),
  entry: { group: 'Page', label: 'Glossary: terms and equations' },
  doc: 'lessons.md',
}

export const docsDialog: DialogDescription = {
  id: 'docs',
  title: 'Docs',
  Component: lazily(async () => (await import('./docs-dialog')).DocsDialog),
  entry: { group: 'Page', label: 'Docs: read them here' },
  more: () => [
    {
      id: 'papers',
      group: 'Page',
      label: 'Papers: their claims, and what is seen here',
      also: 'evidence, reproduction, MPD-AGL, ASRC-SNN, CMA, GRSN, TAP, EAS-SNN, TeCoS-LVM',
      act: () => openDocs('papers.md'),
    },
  ],
}
