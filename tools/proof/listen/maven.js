// Java programs out of Maven Central, with what they need, kept in the cache.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cached } from '../../shared/cache.js'
import { Unprepared } from '../../shared/errors.js'
import { run } from '../../shared/processes.js'

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/**
 * A folder in the cache with these artifacts.
 * @param artifacts `group:artifact:version`, with all that they need, or `group:artifact:version:type` for a file of that
 *   type alone
 * @param goal `unpack-dependencies` for what is in them instead
 */
export function fromMaven(name, artifacts, say, goal = 'copy-dependencies') {
  return cached(name, async (partial) => {
    say(`Fetching ${artifacts[0]} with Maven`)
    const folder = await mkdtemp(join(tmpdir(), 'traceferry-maven-'))
    try {
      const pom = join(folder, 'pom.xml')
      await writeFile(pom, pomOf(artifacts))
      const where = ['-DincludeScope=runtime', `-DoutputDirectory=${partial}`]
      await run('mvn', ['-q', '--batch-mode', '-f', pom, `${plugin}:${goal}`, ...where])
    } catch (error) {
      throw new Unprepared(`Could not fetch ${artifacts[0]} (this needs mvn and java): ${error.message}`)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
}

function pomOf(list) {
  const dependencies = list.map((text) => {
    const [group, artifact, version, type] = text.split(':')
    const alone = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>'
    const rest = type ? `<type>${type}</type>${alone}` : ''
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${rest}</dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>traceferry</groupId><artifactId>fetch</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('\n')}</dependencies></project>
`
}
