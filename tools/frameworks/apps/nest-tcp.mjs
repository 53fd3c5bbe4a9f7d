// Nest 11: a gateway that asks a service over TCP. Decorators are functions: without a compiler they are called by hand.
import 'reflect-metadata'
import { Controller, Get, Module, Req } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices'
import { traceferry } from '@traceferry/express'
import { nest } from '@traceferry/messages'
import { listening, work } from './work.mjs'

class Orders {
  work({ n, client }) {
    return work(n, client)
  }
}
class Gateway {
  work({ query: { n, client } }) {
    // Nest subscribes to it when this has returned.
    return orders.send('work', { n, client })
  }
}
const method = (type) => [type.prototype, 'work', Object.getOwnPropertyDescriptor(type.prototype, 'work')]
MessagePattern('work')(...method(Orders))
Get('work')(...method(Gateway))
Req()(Gateway.prototype, 'work', 0)

const port = Number(process.env.PORT)
const place = { host: '127.0.0.1', port }
const service = await NestFactory.createMicroservice(moduleOf(Orders), {
  transport: Transport.TCP,
  options: place,
  logger: false,
})
service.useGlobalInterceptors(nest.interceptor())
await service.listen()
const orders = ClientProxyFactory.create({
  transport: Transport.TCP,
  options: { ...place, serializer: nest.serializer() },
})

const app = await NestFactory.create(moduleOf(Gateway), { logger: false })
app.use(traceferry())
await app.listen(0, '127.0.0.1')
listening(app.getHttpServer().address().port)

function moduleOf(type) {
  class App {}
  Controller()(type)
  Module({ controllers: [type] })(App)
  return App
}
