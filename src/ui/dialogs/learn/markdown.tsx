/** A page of the docs, rendered from Markdown tokens as React elements. HTML in it stays text. */

import type { Token, Tokens } from 'marked'
import { type ReactNode, use } from 'react'
import { LinkButton } from '../../base/buttons'
import { Scrolling } from '../../base/parts'
import { openDocs } from '../../state/settings/docs'
import { imageOf, isDoc, plainOf, slugOf, targetOf } from './doc-pages'
import css from './learn.module.css'

interface MarkdownProps {
  /** The file that relative links and images are resolved against. */
  readonly file: string
  readonly tokens: readonly Token[]
}

/** Pairs items with their index as a React key. Tokens never change once read. */
const named = <T,>(items: readonly T[]) => items.map((item, at) => ({ item, name: String(at) }))

export const Markdown = ({ file, tokens }: MarkdownProps): ReactNode =>
  named(tokens).map(({ item, name }) => <Block key={name} file={file} token={item} />)

interface TokenProps {
  readonly file: string
  readonly token: Token
}

function Block({ file, token }: TokenProps): ReactNode {
  const own = token as Tokens.Generic
  const inside = <Markdown file={file} tokens={own.tokens ?? []} />
  switch (token.type) {
    case 'heading': {
      const Level = `h${Math.min(6, own.depth + 1)}` as 'h2'
      return (
        <Level id={`docs-${slugOf(plainOf(own.tokens))}`} tabIndex={-1}>
          {inside}
        </Level>
      )
    }
    case 'paragraph':
      return <p>{inside}</p>
    case 'list':
      return <List file={file} list={own as Tokens.List} />
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0}>
          <code>{own.text}</code>
        </pre>
      )
    case 'table':
      return <Table file={file} table={own as Tokens.Table} />
    case 'blockquote':
      return <blockquote>{inside}</blockquote>
    case 'space':
      return null
    default:
      return <Inline file={file} token={token} />
  }
}

function Inline({ file, token }: TokenProps): ReactNode {
  const own = token as Tokens.Generic
  const inside = own.tokens ? <Markdown file={file} tokens={own.tokens} /> : textOf(own.text ?? own.raw)
  switch (token.type) {
    case 'strong':
      return <b>{inside}</b>
    case 'em':
      return <em>{inside}</em>
    case 'codespan':
      return isDoc(own.text) ? <Link file={file} href={own.text} inside={<code>{own.text}</code>} /> : <code>{own.text}</code>
    case 'br':
      return <br />
    case 'link':
      return <Link file={file} href={own.href} inside={inside} />
    case 'image':
      return <DocImage file={file} href={own.href} alt={own.text} />
    default:
      return inside
  }
}

/** Decodes the few entities that can occur. */
const textOf = (text: string): string =>
  text.replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"' })[name] ?? "'")

function Link({ file, href, inside }: { file: string; href: string; inside: ReactNode }) {
  const { kind, at } = targetOf(file, href)
  if (kind === 'none') return inside
  if (kind === 'out')
    return (
      <a href={at} target="_blank" rel="noreferrer">
        {inside}
      </a>
    )
  return <LinkButton onClick={() => openDocs(at)}>{inside}</LinkButton>
}

const found = new Map<string, Promise<string | undefined>>()

function DocImage({ file, href, alt }: { file: string; href: string; alt: string }) {
  const { pathname } = new URL(href, `file:///${file}`)
  const path = pathname.slice(1)
  if (!found.has(path)) found.set(path, imageOf(path))
  const src = use(found.get(path)!)
  return src === undefined ? <em>{alt}</em> : <img src={src} alt={alt} loading="lazy" />
}

function List({ file, list }: { file: string; list: Tokens.List }) {
  const items = named(list.items).map(({ item, name }) => (
    <li key={name}>
      <Markdown file={file} tokens={item.tokens} />
    </li>
  ))
  return list.ordered ? <ol start={list.start || 1}>{items}</ol> : <ul>{items}</ul>
}

function Table({ file, table }: { file: string; table: Tokens.Table }) {
  return (
    <Scrolling className={css.wide} label={`Table: ${table.header.map(({ tokens }) => plainOf(tokens)).join(', ')}`}>
      <table>
        <thead>
          <tr>
            {named(table.header).map(({ item, name }) => (
              <th key={name} scope="col">
                <Markdown file={file} tokens={item.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {named(table.rows).map(({ item: row, name }) => (
            <tr key={name}>
              {named(row).map(({ item, name }) => (
                <td key={name}>
                  <Markdown file={file} tokens={item.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
