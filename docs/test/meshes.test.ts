import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formats } from '../../packages/core/src/headers/formats.ts'

// docs/meshes.md against the headers that are forwarded, and against itself.

const folder = new URL('../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const page = read('meshes.md')

describe('docs/meshes.md', () => {
  const known = formats.flatMap(({ fields }) => fields.map(({ name }) => name))

  test('what a proxy reads or writes is a header that is forwarded', () => {
    const rows = tables().flatMap(({ head, cells }) => {
      return cells.map((cell, n) => (/read|Writes|Passes/.test(head[n] ?? '') ? cell : '')).join(' ')
    })
    const named = new Set(
      rows
        .join(' ')
        .match(/`[a-z][a-z0-9*-]+`/g)
        ?.map((name) => name.slice(1, -1)),
    )
    named.delete('envoy_tracing_json')
    expect(named.size).toBeGreaterThan(15)
    for (const name of named) {
      const stem = name.replace('*', '')
      expect(name.endsWith('*') ? known.some((one) => one.startsWith(stem)) : known.includes(name), name).toBe(true)
    }
  })

  test('every mesh of the table at a glance has a section, and says how to check', () => {
    const sections = page.split(/^## /m)
    const glance = sections.find((one) => one.startsWith('At a glance\n')) ?? ''
    const meshes = [...glance.matchAll(/^\| \[([^\]]+)\]\(#([a-z-]+)\)/gm)]
    expect(meshes).toHaveLength(7)
    for (const [, title, anchor] of meshes) {
      expect(anchor).toBe(title!.toLowerCase().replaceAll(' ', '-'))
      expect(sections.find((one) => one.startsWith(`${title}\n`))).toMatch(/^Check: /m)
    }
  })

  test.each(['Istio', 'Linkerd', 'Consul', 'Kuma', 'Envoy alone'])('users of %s find the line at once', (mesh) => {
    const section = page.split(/^## /m).find((one) => one.startsWith(`${mesh}\n`))
    expect(section).toMatch(/^.*\n\nThe line: \[the one for your framework\]\(start\/index\.md\)/)
    expect(page.split(/^## /m)[0]).toContain(`| [${mesh}](#${mesh.toLowerCase().replace(' ', '-')})`)
  })

  test('its links lead somewhere', () => {
    for (const [, file, anchor] of page.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]+))?\)/g)) {
      if (file) expect(existsSync(new URL(file, folder)), file).toBe(true)
      const headings = read(file || 'meshes.md').match(/^#+ .*$/gm) ?? []
      const anchors = headings.map((one) => one.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-'))
      if (anchor) expect(anchors, `${file}#${anchor}`).toContain(anchor)
    }
  })
})

function tables(): { head: string[]; cells: string[] }[] {
  let head: string[] = []
  return page.split('\n').flatMap((line) => {
    if (!line.startsWith('|')) {
      head = []
      return []
    }
    const cells = line.split('|').slice(1, -1)
    if (head.length === 0) {
      head = cells
      return []
    }
    return line.startsWith('|---') ? [] : [{ head, cells }]
  })
}
