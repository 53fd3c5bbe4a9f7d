// Where the Envoys' reports go. A new store is a file in stores/ and a line here.
//
// Each is opened with `pod` and the `port` there that the Envoys report to, the mesh's `folder`, `help(pod, script, args,
// options)` and `run(program)` for what has to run, `onStop(end)` for what has to be ended otherwise. It gives `begin()`:
// a load begins, and `spans(expected)`: those that have come since, once so many are there or nothing comes any more.
import { step } from '../shared/steps.js'
import { findJaeger, openJaeger, version } from './stores/jaeger.js'
import { openReceiver } from './stores/receiver.js'

const stores = {
  receiver: () => ({ open: openReceiver, settings: {} }),
  async jaeger() {
    const path = await step('Looking for Jaeger', findJaeger)
    return { open: openJaeger(path), settings: { store: `Jaeger ${version}` } }
  },
}

export const storeNames = Object.keys(stores)

/** @returns `open` for startMesh, and what the result says of it: `settings` */
export const chooseStore = ({ store }) => stores[store]()
