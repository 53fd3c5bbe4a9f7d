// A Nest app that calls out from every place where Nest runs an app's code. `/all/7/ok` makes a call `/7/guard` from
// the guard, `/7/pipe` from the pipe, and so on. Compiled and started by test/nest.test.ts, once for each major.
import { HttpModule } from '@nestjs/axios'
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common'
import { AppController } from './app.controller.js'
import { call } from './call.js'
import { ScopedFactory, ScopedService } from './scoped.js'

@Module({
  imports: [HttpModule],
  controllers: [AppController],
  providers: [ScopedService, ScopedFactory],
})
export class AppModule implements NestModule {
  async onModuleInit() {
    await call({ url: '/all/start-up' }, 'module-init')
  }

  configure(consumer: MiddlewareConsumer) {
    consumer
      .apply(async (request: { originalUrl: string }, _response: unknown, next: () => void) => {
        await call({ url: request.originalUrl }, 'middleware')
        next()
      })
      .forRoutes(AppController)
  }
}
