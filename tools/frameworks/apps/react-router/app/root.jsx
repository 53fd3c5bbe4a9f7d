// The page around the app, with the line.
import { traceferry } from '@traceferry/web'
import { Outlet, Scripts } from 'react-router'

export const middleware = [traceferry()]

export default function Root() {
  return (
    <html lang="en">
      <body>
        <Outlet />
        <Scripts />
      </body>
    </html>
  )
}
