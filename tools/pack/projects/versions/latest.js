import { traceferry } from '@traceferry/express'
import { install } from 'next-fetch'
import { serve } from './service.js'

serve(traceferry, install)
