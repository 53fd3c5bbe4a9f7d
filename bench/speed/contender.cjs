// A contender is { enter, carried, mount }, all of them optional.
// - `enter(request, next)`: its middleware, for whichever framework.
// - `carried(request)`: headers that the app itself has to put on each call.
// - `mount.<framework>(app or server)`: its own way in, instead of `enter`.
exports.contender = async () => require(`./contenders/${process.env.CONTENDER}.cjs`)
