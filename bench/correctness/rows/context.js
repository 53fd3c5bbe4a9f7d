// Calls from all the places that a request's context has to be carried to, and must not stay behind in.
import { inTurn } from '../ask.js'
import { judgeIds } from '../judge.js'
import { judgeLeaks } from '../leaks.js'

const FILE = 'Content-Disposition: form-data; name="file"; filename="a"'

export const context = [
  { id: 'M12', title: "20 calls made in the request's 'end' listener", handler: 'end', requests: 20, judge: judgeIds },
  {
    id: 'M13',
    title: '20 uploads at once, the call made after multer 1.4.5-lts.1 in Express 4',
    handler: 'upload',
    requests: 20,
    type: 'multipart/form-data; boundary=x',
    body: `--x\r\n${FILE}\r\n\r\n${'ferry'.repeat(100)}\r\n--x--\r\n`,
    judge: judgeIds,
  },
  {
    id: 'M14',
    title: "one kept-alive connection, headers on every other request, the call made in 'end'",
    handler: 'end',
    requests: 10,
    drive: inTurn,
    judge: judgeLeaks,
  },
  { id: 'M20', title: '20 calls made in timers', handler: 'timer', requests: 20, judge: judgeIds },
  { id: 'M20b', title: '20 calls made after a chain of promises', handler: 'promises', requests: 20, judge: judgeIds },
  { id: 'M20c', title: '3 calls made when a worker answers', handler: 'worker', requests: 3, judge: judgeIds },
  {
    id: 'M20d',
    title: "20 calls made in listeners bound by the library's own function",
    handler: 'bound',
    requests: 20,
    peers: ['OpenTelemetry', 'dd-trace', 'traceferry'],
    judge: judgeIds,
  },
]
