const { createRequire } = require('node:module')
createRequire(`${process.env.PEERS}/x.js`)('elastic-apm-node').start({
  disableSend: true,
  centralConfig: false,
  cloudProvider: 'none',
  logLevel: 'off',
  serviceName: 'app',
})
