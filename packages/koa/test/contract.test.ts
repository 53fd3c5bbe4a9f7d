import { inbound } from '@traceferry/testkit'
import koa2 from 'koa2'
import koa3 from 'koa3'
import { adapter } from './koa.ts'

inbound('Koa 2', adapter(koa2))
inbound('Koa 3', adapter(koa3))
