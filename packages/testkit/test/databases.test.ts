import type { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { afterAll, describe, expect, test } from 'vitest'
import { startMysql } from '../../../tools/databases/start-mysql.js'
import { startPostgres } from '../../../tools/databases/start-postgres.js'
import { cross, type Hand, REQUESTS, type Task } from './pools/cross.ts'

// Callbacks and events of pg and mysql2 on real servers, with one connection for all requests: a plain AsyncLocalStorage has another
// request's store in most of them. They are bound by what the libraries export, wherever the app has loaded them.

type Done = (error?: Error | null, result?: unknown) => void
interface Pool {
  query(sql: string, done?: Done): EventEmitter & { stream(): EventEmitter }
  execute(sql: string, done: Done): void
  connect(done: (error: Error | null, client: Client, release: () => void) => void): void
  getConnection(done: (error: Error | null, client: Client & { release(): void }) => void): void
  end(done: () => void): void
}
interface Client {
  query(query: unknown, done?: Done): EventEmitter
  connect(done: Done): void
  ping(done: Done): void
  prepare(sql: string, done: (error: Error, statement: { execute(values: unknown[], done: Done): void }) => void): void
  end(): void
}

const require = createRequire(import.meta.url)
const postgres = await startPostgres()
const mysql = await startMysql()
afterAll(async () => {
  await postgres?.stop()
  await mysql?.stop()
})

/** The task once the library has called back; an error of the library is the request's. */
const then =
  (task: Task, resolve: () => void, reject: (error: unknown) => void): Done =>
  (error) => {
    if (error) reject(error)
    else task().then(resolve, reject)
  }

/** A hand from a style that calls back: it is given what to call. */
const handOf =
  (style: (done: Done) => void): Hand =>
  (task) =>
    new Promise<void>((resolve, reject) => style(then(task, resolve, reject)))

const own = { own: REQUESTS, none: 0, wrong: 0 }

describe.skipIf(postgres === undefined)('pg', () => {
  const settings = { host: postgres?.host, port: postgres?.port, user: postgres?.user, database: postgres?.database }
  const sql = 'select pg_sleep(0.002)'
  const pg = require('pg') as {
    Pool: new (options: object) => Pool
    Client: new (options: object) => Client
    Query: new (text: string, done?: Done) => EventEmitter
  }
  const styles: Record<string, (pool: Pool, client: Client) => (done: Done) => void> = {
    'pool.query(cb)': (pool) => (done) => pool.query(sql, done),
    'pool.query(cb), an error': (pool) => (done) => pool.query('no sql', () => done()),
    'pool.connect(cb), a transaction': (pool) => (done) =>
      pool.connect((error, client, release) => {
        if (error) return done(error)
        client.query('begin', () =>
          client.query(sql, () =>
            client.query('commit', (failed) => {
              release()
              done(failed)
            }),
          ),
        )
      }),
    'client.query(cb)': (_, client) => (done) => client.query(sql, done),
    'client.query({ text, callback })': (_, client) => (done) => client.query({ text: sql, callback: done }),
    'a Query with its callback': (_, client) => (done) => client.query(new pg.Query(sql, done)),
    'the event row of a Query': (_, client) => (done) => client.query(new pg.Query(sql)).once('row', () => done()),
    'the event end of a Query': (_, client) => (done) => client.query(new pg.Query(sql)).once('end', () => done()),
    'the event error of a Query': (_, client) => (done) =>
      client.query(new pg.Query('no sql')).once('error', () => done()),
  }

  test.each(Object.entries(styles))('%s', async (_, style) => {
    const pool = new pg.Pool({ ...settings, max: 1 })
    // Opened by the first request, as lazy clients are.
    let client: Client | undefined
    const hand: Hand = (task, echo, path) => {
      if (client === undefined) {
        client = new pg.Client(settings)
        client.connect(() => {})
      }
      return handOf(style(pool, client))(task, echo, path)
    }
    const tally = await cross(() => hand)
    client?.end()
    await new Promise<void>((resolve) => pool.end(resolve))
    expect(tally).toEqual(own)
  })
})

describe.skipIf(mysql === undefined)('mysql2', () => {
  const settings = { host: mysql?.host, port: mysql?.port, user: mysql?.user, database: mysql?.database }
  const sql = 'select sleep(0.002)'
  const mysql2 = require('mysql2') as {
    createPool(options: object): Pool
    createConnection(options: object): Client
  }
  const styles: Record<string, (pool: Pool, client: Client) => (done: Done) => void> = {
    'pool.query(cb)': (pool) => (done) => pool.query(sql, done),
    'pool.query(cb), an error': (pool) => (done) => pool.query('no sql', () => done()),
    'pool.execute(cb)': (pool) => (done) => pool.execute(sql, done),
    'the event result of pool.query()': (pool) => (done) => pool.query(sql).once('result', () => done()),
    'the event end of pool.query().stream()': (pool) => (done) =>
      pool
        .query(sql)
        .stream()
        .on('data', () => {})
        .once('end', () => done()),
    'pool.getConnection(cb)': (pool) => (done) =>
      pool.getConnection((error, client) => {
        if (error) return done(error)
        client.query(sql, (failed) => {
          client.release()
          done(failed)
        })
      }),
    'connection.query(cb)': (_, client) => (done) => client.query(sql, done),
    'the event end of connection.query()': (_, client) => (done) => client.query(sql).once('end', () => done()),
    'connection.ping(cb)': (_, client) => (done) => client.ping(done),
    'connection.prepare(cb), execute(cb)': (_, client) => (done) =>
      client.prepare(sql, (error, statement) => (error ? done(error) : statement.execute([], done))),
  }

  test.each(Object.entries(styles))('%s', async (_, style) => {
    const pool = mysql2.createPool({ ...settings, connectionLimit: 1 })
    let client: Client | undefined
    const hand: Hand = (task, echo, path) => {
      client ??= mysql2.createConnection(settings)
      return handOf(style(pool, client))(task, echo, path)
    }
    const tally = await cross(() => hand)
    client?.end()
    await new Promise<void>((resolve) => pool.end(resolve))
    expect(tally).toEqual(own)
  })
})
