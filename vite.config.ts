import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// `base` is relative so that the static build runs from any folder of any host.
export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  server: { port: 5173 },
  preview: { port: 4173 },
})
