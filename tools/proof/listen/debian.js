// Programs out of Debian's packages, unpacked into the cache: nothing is installed, and no service is started.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../../shared/cache.js'
import { Unprepared } from '../../shared/errors.js'
import { run } from '../../shared/processes.js'

/** @returns the folder with the unpacked `packages` in it, `<folder>/usr/bin/...` */
export function unpacked(name, packages, say) {
  return cached(`${name}-debian`, async (partial) => {
    say(`Fetching ${packages.join(', ')} with apt`)
    try {
      await run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', 'update'])
      // As root apt hands the download to a user of its own, who may not write into a folder of root's.
      const options = ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...packages]
      const { failed, stderr } = await execa('apt-get', options, { cwd: partial, reject: false })
      if (failed) throw new Error(stderr)
    } catch (error) {
      throw new Unprepared(`Could not fetch ${packages.join(', ')} with apt-get (Debian's): ${error.message}`)
    }
    for (const file of await readdir(partial)) await run('dpkg', ['-x', join(partial, file), partial])
  })
}
