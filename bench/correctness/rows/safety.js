// What must not break, leave the mesh or be doubled, and what a library costs.
import { judgeGateway, judgeOutside, judgeReached } from '../judge.js'
import { judgeSigned } from '../signed.js'
import { startUp } from '../startup.js'

export const safety = [
  {
    id: 'M16',
    title: 'a gateway that passes all headers on with fetch',
    handler: 'gateway',
    requests: 1,
    judge: judgeGateway,
  },
  { id: 'M17', title: 'http.get(URL, options, callback)', handler: 'url', requests: 1, judge: judgeReached },
  {
    id: 'M17b',
    title: 'a server made by createServer() and on(request)',
    handler: 'http',
    requests: 1,
    listener: 'later',
    judge: judgeReached,
  },
  { id: 'M18', title: 'http.get signed with SigV4', handler: 'signed', requests: 1, judge: judgeSigned },
  {
    id: 'M18b',
    title: 'http.get signed with SigV4, its own traceparent among what is signed',
    handler: 'signed-own',
    requests: 1,
    judge: judgeSigned,
  },
  { id: 'M19', title: 'a call to a host outside the mesh', handler: 'outside', requests: 1, judge: judgeOutside },
  {
    id: 'M19b',
    title: 'a redirect from inside to outside the mesh, by fetch',
    handler: 'redirect',
    requests: 1,
    redirect: true,
    judge: judgeOutside,
  },
  { id: 'M21', title: 'startup CPU over bare node, and RSS (not judged)', measure: startUp },
]
