import { inbound } from '@traceferry/testkit'
import fastify4 from 'fastify4'
import fastify5 from 'fastify5'
import { adapter } from './fastify.ts'

inbound('Fastify 4', adapter(fastify4))
inbound('Fastify 5', adapter(fastify5))
