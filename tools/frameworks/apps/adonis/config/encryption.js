// The server of AdonisJS asks for a key, for cookies. It keeps nothing secret here.
import { defineConfig, drivers } from '@adonisjs/core/encryption'

export default defineConfig({
  default: 'gcm',
  list: { gcm: drivers.aes256gcm({ id: 'gcm', keys: ['nothing-secret-is-kept-with-this-key'] }) },
})
