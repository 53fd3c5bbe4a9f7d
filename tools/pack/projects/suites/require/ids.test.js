const request = require('supertest')
const app = require('./app')
const { visit } = require('./visit')

test('the service answers eight requests at once', async () => {
  const visits = Array.from({ length: 8 }, visit)
  const answers = await Promise.all(visits.map(({ path, headers }) => request(app).get(path).set(headers)))
  expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(visits.map(() => '200 ok'))
})
