import { EventEmitter, once } from 'node:events'
import { createRequire } from 'node:module'
import Bottleneck from 'bottleneck'
import { bulkhead } from 'cockatiel'
import fastq from 'fastq'
import { createPool } from 'generic-pool'
import pLimit from 'p-limit'
import PQueue from 'p-queue'
import { Piscina } from 'piscina'
import { filter, mergeMap, Subject } from 'rxjs'
import { type Hand, REQUESTS, type Task } from './cross.ts'

/** How one library is used, and what its calls carry without a fix. */
export interface Library {
  readonly make: () => Hand | Promise<Hand>
  /**
   * `own`: each call carries its request's id. `wrong`: some carry another's. `none`: none carries any. Measured on Node
   * 20, 22, 24 and 26.
   */
  readonly without: 'own' | 'none' | 'wrong'
}

// These come without types.
const require = createRequire(import.meta.url)
type Callback = (error: Error | null) => void
type Thenable = PromiseLike<unknown>
const async: { queue(worker: (task: Task, done: Callback) => void, size: number): AsyncQueue } = require('async')
interface AsyncQueue {
  push(task: Task, done?: Callback): Promise<void>
}
const AsyncLock: new () => { acquire(key: string, task: Task): Promise<void> } = require('async-lock')
const Bluebird: { delay(ms: number): Thenable } = require('bluebird')
const Q: { delay(ms: number): Thenable } = require('q')

/** A worker as callback libraries have it. */
const work = (task: Task, done: Callback) => void task().then(() => done(null), done)

/** Two at a time, so that 20 have to wait. */
const SIZE = 2

export const libraries: Record<string, Library> = {
  'async.queue: the task': {
    make() {
      const queue = async.queue(work, SIZE)
      return (task) => new Promise<void>((resolve) => queue.push(task, () => resolve()))
    },
    without: 'wrong',
  },
  'async.queue: the callback of push': {
    make() {
      const queue = async.queue((_, done) => void setTimeout(done, 2, null), SIZE)
      return (task) => called((done) => queue.push(async () => {}, done), task)
    },
    without: 'wrong',
  },
  'async.queue: await push': {
    make() {
      const queue = async.queue((_, done) => void setTimeout(done, 2, null), SIZE)
      return async (task) => {
        await queue.push(async () => {})
        await task()
      }
    },
    without: 'own',
  },
  'Bottleneck: schedule': {
    make() {
      const limiter = new Bottleneck({ maxConcurrent: SIZE })
      return (task) => limiter.schedule(task)
    },
    without: 'wrong',
  },
  'fastq: the task': {
    make() {
      const queue = fastq(work, SIZE)
      return (task) => new Promise<void>((resolve) => queue.push(task, () => resolve()))
    },
    without: 'wrong',
  },
  'fastq.promise: the task': {
    make() {
      const queue = fastq.promise((task: Task) => task(), SIZE)
      return (task) => queue.push(task)
    },
    without: 'wrong',
  },
  'cockatiel: bulkhead': {
    make() {
      const policy = bulkhead(SIZE, 1000)
      return (task) => policy.execute(task)
    },
    without: 'wrong',
  },
  'async-lock: acquire': {
    make() {
      const lock = new AsyncLock()
      return (task) => lock.acquire('key', task)
    },
    without: 'wrong',
  },
  'p-queue 9: add': {
    make() {
      const queue = new PQueue({ concurrency: SIZE })
      return (task) => queue.add(task)
    },
    without: 'wrong',
  },
  'p-limit 7': {
    make() {
      const limit = pLimit(SIZE)
      return (task) => limit(task)
    },
    without: 'own',
  },
  'RxJS: mergeMap over a subject that requests share': {
    make() {
      const tasks = new Subject<Task>()
      tasks.pipe(mergeMap((task) => task(), SIZE)).subscribe()
      return (task) => new Promise<void>((resolve, reject) => tasks.next(() => task().then(resolve, reject)))
    },
    without: 'wrong',
  },
  'RxJS: a subscriber of values that another request sends': {
    make() {
      let next = 0
      let seen = 0
      const values = new Subject<number>()
      return (task) => {
        const mine = next++
        const answered = called((done) => values.pipe(filter((n) => n === mine)).subscribe(() => done(null)), task)
        // The last request answers all.
        if (next === REQUESTS) for (; seen < next; seen++) values.next(seen)
        return answered
      }
    },
    without: 'wrong',
  },
  'bluebird: then of a promise that requests share': {
    make() {
      let ready: Thenable | undefined
      return (task) => {
        ready ??= Bluebird.delay(20)
        return ready.then(task)
      }
    },
    without: 'wrong',
  },
  'Q 2: then of a promise that requests share': {
    make() {
      let ready: Thenable | undefined
      return (task) => {
        ready ??= Q.delay(20)
        return ready.then(task)
      }
    },
    without: 'wrong',
  },
  'bluebird: await of a promise that requests share': {
    make() {
      let ready: Thenable | undefined
      return async (task) => {
        ready ??= Bluebird.delay(20)
        await ready
        await task()
      }
    },
    without: 'own',
  },
  'Q 2: await of a promise that requests share': {
    make() {
      let ready: Thenable | undefined
      return async (task) => {
        ready ??= Q.delay(20)
        await ready
        await task()
      }
    },
    without: 'own',
  },
  'generic-pool: await acquire': {
    make() {
      const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: SIZE })
      return (task) => pool.use(task)
    },
    without: 'own',
  },
  'piscina: after await run': {
    make() {
      const pool = new Piscina({ filename: new URL('./answer.js', import.meta.url).href, maxThreads: SIZE })
      return async (task) => {
        await pool.run(1)
        await task()
      }
    },
    without: 'own',
  },
  'an emitter: a listener of an event that another request emits': {
    make() {
      const gate = new EventEmitter().setMaxListeners(0)
      let waiting = 0
      return (task) => {
        const answered = called((done) => gate.once('open', () => done(null)), task)
        if (++waiting === REQUESTS) gate.emit('open')
        return answered
      }
    },
    without: 'wrong',
  },
  'an emitter: await once': {
    make() {
      const gate = new EventEmitter().setMaxListeners(0)
      let waiting = 0
      return async (task) => {
        const opened = once(gate, 'open')
        if (++waiting === REQUESTS) gate.emit('open')
        await opened
        await task()
      }
    },
    without: 'own',
  },
}

/** A callback that the library calls, and in it the task. */
function called(start: (done: Callback) => unknown, task: Task): Promise<void> {
  return new Promise((resolve, reject) => void start(() => void task().then(resolve, reject)))
}
