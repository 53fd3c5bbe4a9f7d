// Signs a GET as the AWS SDK does, with credentials that open nothing.
const { Sha256 } = require('@aws-crypto/sha256-js')
const { HttpRequest } = require('@smithy/protocol-http')
const { SignatureV4 } = require('@smithy/signature-v4')

const signer = new SignatureV4({
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  region: 'us-east-1',
  service: 'execute-api',
  sha256: Sha256,
})

/** The headers to send, the signature among them. */
exports.sign = async (path, headers, signingDate = new Date()) => {
  const request = new HttpRequest({ method: 'GET', hostname: '127.0.0.1', path, headers })
  return (await signer.sign(request, { signingDate })).headers
}
