import { Sha256 } from '@aws-crypto/sha256-js'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import type { SeenCall } from '@traceferry/testkit'

export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }

/** What an AWS SDK signs its calls with. */
export function signer(service: string): SignatureV4 {
  return new SignatureV4({ credentials, region: 'us-east-1', service, sha256: Sha256 })
}

/** Whether what has arrived is what was signed: made again from the headers that the signature names. */
export async function isValid(call: SeenCall, service: string): Promise<boolean> {
  const [authorization = ''] = call.all('authorization')
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(authorization) ?? []
  const headers = Object.fromEntries(names.split(';').map((name) => [name, call.all(name).join(',')]))
  const [date = ''] = call.all('x-amz-date')
  const request = new HttpRequest({
    method: call.method,
    hostname: '127.0.0.1',
    path: call.path,
    headers,
    body: call.body,
  })
  const again = await signer(service).sign(request, {
    signingDate: new Date(date.replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:')),
  })
  return again.headers.authorization === authorization
}
