const { visit } = require('./visit')

// A common habit: a fresh copy of the app, and of all that it requires, for each test.
beforeEach(() => jest.resetModules())

test.each([1, 2, 3, 4])('a fresh copy of the app answers, %i', async () => {
  const { path, headers } = visit()
  const answer = await require('supertest')(require('./app')).get(path).set(headers)
  expect(answer.status).toBe(200)
})

test('node:http is wrapped once', () => {
  const before = require('node:http').request
  jest.resetModules()
  require('./app')
  expect(require('node:http').request).toBe(before)
})
