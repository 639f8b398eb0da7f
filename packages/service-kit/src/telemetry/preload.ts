import { telemetrySettings } from './settings.ts'

/*
 * For `node --import`, before the main file: telemetry has to be there when the first instrument is made. Where the
 * environment does not ask for it, nothing of it is loaded.
 */
const settings = telemetrySettings(process.env, process.argv[1] ?? 'waitlist')
if (settings) {
  Object.assign(process.env, settings)
  const { startTelemetry } = await import('./start.ts')
  startTelemetry()
}
