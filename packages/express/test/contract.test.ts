import { inbound } from '@traceferry/testkit'
import express4 from 'express4'
import express5 from 'express5'
import { adapter } from './express.ts'

inbound('Express 4', adapter(express4))
inbound('Express 5', adapter(express5))
