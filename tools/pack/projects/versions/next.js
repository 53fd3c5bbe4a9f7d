import { install } from '@traceferry/fetch'
import { traceferry } from 'next-express'
import { serve } from './service.js'

serve(traceferry, install)
