// Starts one server without a password and asks it from several addresses.
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { execa } from 'execa'
import { freePorts } from '../../shared/ports.js'
import { start } from '../../shared/processes.js'

/** @returns the server's version, and what it said to each peer */
export async function answers({ command, args = [], env = {} }, peers, folder) {
  const { stdout } = await execa(command, [...args, '--version'], { env })
  const [port] = await freePorts(1)
  const file = join(folder, `${port}.conf`)
  writeFileSync(file, `port ${port}\nbind * -::*\nprotected-mode yes\nsave ""\ndir ${folder}\n`)
  const program = start('redis', command, [...args, file], { log: join(folder, `${port}.log`), env })
  try {
    await untilOpen(port, program)
    const said = []
    for (const { from, to } of peers) said.push(await ask(from, to, port))
    return { version: /v=([\d.]+)/.exec(stdout)?.[1], said }
  } finally {
    await program.stop()
  }
}

async function untilOpen(port, program) {
  for (let tries = 0; tries < 200; tries++) {
    if (program.failure()) throw new Error(program.failure())
    const isOpen = await new Promise((done) => {
      const socket = net.connect(port, '127.0.0.1', () => done(true)).on('error', () => done(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isOpen) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('it did not open its port within 10 s')
}

function ask(from, to, port) {
  return new Promise((resolve) => {
    let text = ''
    const socket = net.connect({ host: to, port, localAddress: from }, () => socket.write('PING\r\n'))
    const done = () => {
      socket.destroy()
      resolve(text.split('\r\n')[0] || 'connection reset')
    }
    socket.setTimeout(5000, done).on('error', done).on('close', done)
    socket.on('data', (chunk) => {
      text += chunk
      if (text.includes('\r\n')) done()
    })
  })
}
