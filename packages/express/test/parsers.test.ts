import { parses } from '@traceferry/testkit'
import busboy from 'busboy'
import express4 from 'express4'
import express5 from 'express5'
import formidable from 'formidable'
import multer1 from 'multer1'
import multer2 from 'multer2'
import { describe } from 'vitest'
import { type Express, parser } from './express.ts'

type Next = (error?: unknown) => void

function withBusboy(request: Express, _: Express, next: Next): void {
  const fields: Record<string, string> = {}
  const form = busboy({ headers: request.headers })
  form.on('field', (name: string, value: string) => {
    fields[name] = value
  })
  form.on('file', (_name: string, file: Express) => file.resume())
  form.on('close', () => {
    request.body = fields
    next()
  })
  request.pipe(form)
}

function withFormidable(request: Express, _: Express, next: Next): void {
  formidable({}).parse(request, (error: unknown, fields: Record<string, string[]>) => {
    request.body = { n: fields.n?.[0] }
    next(error)
  })
}

const inBody = (request: Express) => request.body.n
const beforeColon = (request: Express) => String(request.body).split(':')[0]

for (const [major, express] of Object.entries<Express>({ 'Express 4': express4, 'Express 5': express5 })) {
  describe(major, () => {
    parses('express.json', 'json', parser(express, express.json(), inBody))
    parses('express.urlencoded', 'form', parser(express, express.urlencoded({ extended: true }), inBody))
    parses('express.raw', 'bytes', parser(express, express.raw(), beforeColon))
    parses('express.text', 'bytes', parser(express, express.text({ type: '*/*' }), beforeColon))
    parses('multer 1.4.5-lts', 'file', parser(express, multer1().single('file'), inBody))
    parses('multer 2', 'file', parser(express, multer2().single('file'), inBody))
    parses('busboy', 'file', parser(express, withBusboy, inBody))
    parses('formidable', 'file', parser(express, withFormidable, inBody))
  })
}
