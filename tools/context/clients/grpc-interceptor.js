// An interceptor of the app's own, with a door in each of its callbacks.
import grpc from '@grpc/grpc-js'

export function appInterceptor(call) {
  const of = (object, name, fn) => call.probe(object, `{${name}}`, fn)
  const listener = {
    onReceiveMetadata: of('grpc.Listener', 'onReceiveMetadata', (metadata, next) => next(metadata)),
    onReceiveMessage: of('grpc.Listener', 'onReceiveMessage', (message, next) => next(message)),
    onReceiveStatus: of('grpc.Listener', 'onReceiveStatus', (status, next) => next(status)),
  }
  const requester = {
    start: of('grpc.Requester', 'start', (metadata, _listener, next) => next(metadata, listener)),
    sendMessage: of('grpc.Requester', 'sendMessage', (message, next) => next(message)),
    halfClose: of('grpc.Requester', 'halfClose', (next) => next()),
    cancel: of('grpc.Requester', 'cancel', (next) => next()),
  }
  return call.probe('grpc.CallOptions', '{interceptors}', (options, nextCall) => {
    return new grpc.InterceptingCall(nextCall(options), requester)
  })
}
