import { cassandra } from './systems/cassandra.js'
import { elasticsearch } from './systems/elasticsearch.js'
import { nifi } from './systems/nifi.js'
import { node } from './systems/node.js'
import { redis } from './systems/redis.js'
import { zookeeper } from './systems/zookeeper.js'

// What is started behind real redirection and asked from another pod. A NEW SYSTEM IS ONE FILE AND ONE LINE HERE.
//
// Each exports one object:
//   name, title   what --systems takes, and its name for a reader
//   file          the name of its configuration file, by which the doctor knows it
//   pods          how many it takes
//   ports         that its sidecar is told of: { 6379: 'tcp', 8080: 'http' }
//   listensOn     ports that are open once it has started, somewhere; startsIn: for how long to wait for that, ms
//   patience      for how long it may be asked again until it works, ms; without it the first answer counts
//   nightly       it takes minutes
//   settings      a list of { name, text(place) }: the file's text, where place is { address, names, mode }; with `fix`
//                 the file is also tried as `doctor --fix` leaves it; `modes` are those it is meant for; `long` leaves it
//                 out with --short; `refuses` is what a program says that does not start with it; `isOpen`: on purpose
//   find(say)     finds or fetches it: { version, ... }
//   mesh          the mesh whose sidecar it meets, where others call from elsewhere
//   manifest(found)   a manifest that the doctor reads beside the file
//   start(pods, { found, folder, text })   writes its files into the folder: { programs, file }, where the file is the
//                 one that the doctor is to read
//   ask(addresses)   asks it, in a process of the client's pod: { verdict, said }, where the verdict is works, closed, or
//                 open: it lets in whom it is to keep out; `isReason` where it was the system itself that refused
export const systems = [node, redis, zookeeper, cassandra, elasticsearch, nifi]
