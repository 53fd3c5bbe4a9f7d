// A test file of the same suite that has nothing to do with traceferry.
const http = require('node:http')
const express = require('express')
const request = require('supertest')

test('an app without the line works', async () => {
  const app = express()
  app.get('/', (_, response) => {
    http.get(`${process.env.ORDERS_URL}/plain`, (answer) => answer.resume().on('end', () => response.send('plain')))
  })
  const answer = await request(app).get('/').set('x-request-id', 'canary')
  expect(answer.text).toBe('plain')
})
