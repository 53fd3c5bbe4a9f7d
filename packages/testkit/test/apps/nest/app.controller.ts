import { HttpService } from '@nestjs/axios'
import {
  Controller,
  Get,
  HttpException,
  Inject,
  Param,
  Req,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common'
import { lastValueFrom } from 'rxjs'
import { call, type Incoming, numberOf, upstream } from './call.js'
import { CallingFilter, CallingGuard, CallingInterceptor, CallingPipe } from './layers.js'
import { ScopedService } from './scoped.js'

@Controller('all')
@UseGuards(CallingGuard)
@UseInterceptors(CallingInterceptor)
@UseFilters(CallingFilter)
export class AppController {
  @Inject(HttpService) private readonly http!: HttpService
  @Inject(ScopedService) private readonly scoped!: ScopedService
  @Inject('factory') readonly factory: unknown

  @Get(':request/ok')
  async ok(@Req() request: Incoming, @Param('request', CallingPipe) number: string): Promise<string> {
    await this.scoped.work()
    await lastValueFrom(this.http.get(`${upstream}/${numberOf(request)}/http-module`))
    await call(request, 'handler')
    return number
  }

  @Get(':request/fail')
  async fail(@Req() request: Incoming): Promise<string> {
    await call(request, 'handler')
    throw new HttpException('wanted', 418)
  }
}
