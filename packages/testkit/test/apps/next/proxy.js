// What used to be middleware.js; runs in front of every route.
import { NextResponse } from 'next/server'

export async function proxy(request) {
  await fetch(`${process.env.UPSTREAM}/${request.nextUrl.searchParams.get('n')}/proxy`)
  return NextResponse.next()
}
