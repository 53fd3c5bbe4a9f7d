import { Inject, Injectable, Scope } from '@nestjs/common'
import { REQUEST } from '@nestjs/core'
import { call, type Incoming } from './call.js'

/** A provider that Nest creates for each request. */
@Injectable({ scope: Scope.REQUEST })
export class ScopedService {
  @Inject(REQUEST) private readonly request!: Incoming

  work(): Promise<void> {
    return call(this.request, 'scoped')
  }
}

/** One that Nest waits for, before it makes the controller. */
export const ScopedFactory = {
  provide: 'factory',
  scope: Scope.REQUEST,
  inject: [REQUEST],
  useFactory: (request: Incoming) => call(request, 'factory'),
}
