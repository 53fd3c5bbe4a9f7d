// What Nest puts around a handler, each with a call of its own.
import type {
  ArgumentsHost,
  CallHandler,
  CanActivate,
  ExceptionFilter,
  ExecutionContext,
  HttpException,
  NestInterceptor,
  PipeTransform,
} from '@nestjs/common'
import { Catch, Inject, Injectable } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { from, mergeMap, type Observable } from 'rxjs'
import { call, type Incoming } from './call.js'

const incoming = (host: ArgumentsHost) => host.switchToHttp().getRequest<Incoming>()

@Injectable()
export class CallingGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    await call(incoming(context), 'guard')
    return true
  }
}

@Injectable()
export class CallingInterceptor implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    await call(incoming(context), 'before')
    const after = async (value: unknown) => {
      await call(incoming(context), 'after')
      return value
    }
    return next.handle().pipe(mergeMap((value) => from(after(value))))
  }
}

@Injectable()
export class CallingPipe implements PipeTransform {
  async transform(value: string): Promise<string> {
    await call({ url: `/all/${value}` }, 'pipe')
    return value
  }
}

@Catch()
export class CallingFilter implements ExceptionFilter {
  @Inject(HttpAdapterHost) private readonly adapter!: HttpAdapterHost

  async catch(error: HttpException, host: ArgumentsHost): Promise<void> {
    await call(incoming(host), 'filter')
    this.adapter.httpAdapter.reply(host.switchToHttp().getResponse(), 'filtered', error.getStatus())
  }
}
