import { describe, expect, test } from '@jest/globals'
import { serviceNameOf, telemetrySettings } from './settings.ts'

const main = '/srv/services/join/src/main.ts'
const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

describe('telemetry is off', () => {
  test.each([
    {},
    { OTEL_SERVICE_NAME: 'join', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_TRACES_EXPORTER: '', OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    { ...collector, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    { ...collector, OTEL_SDK_DISABLED: 'true' },
  ])('with %j', (env) => expect(telemetrySettings(env, main)).toBeUndefined())
})

describe('telemetry is on', () => {
  test('for both signals with a collector', () => {
    expect(telemetrySettings(collector, main)).toEqual({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=waitlist',
      OTEL_SERVICE_NAME: 'join',
    })
  })

  test.each([
    [{ OTEL_TRACES_EXPORTER: 'console' }, 'console', 'none'],
    [{ OTEL_METRICS_EXPORTER: 'prometheus' }, 'none', 'prometheus'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, 'otlp', 'none'],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector:4318/v1/metrics' }, 'none', 'otlp'],
    [{ ...collector, OTEL_METRICS_EXPORTER: 'none' }, 'otlp', 'none'],
  ])('for no more than is asked for: %j', (env, traces, metrics) => {
    expect(telemetrySettings(env, main)).toMatchObject({ OTEL_TRACES_EXPORTER: traces, OTEL_METRICS_EXPORTER: metrics })
  })

  test('with what the environment says about the rest', () => {
    const said = {
      ...collector,
      OTEL_LOGS_EXPORTER: 'console',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=other,deployment.environment.name=stage',
    }
    expect(telemetrySettings({ ...said, OTEL_SERVICE_NAME: 'till' }, main)).toMatchObject({
      OTEL_LOGS_EXPORTER: 'console',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=waitlist,service.namespace=other,deployment.environment.name=stage',
    })
  })

  test.each([
    { OTEL_SERVICE_NAME: 'till' },
    { OTEL_RESOURCE_ATTRIBUTES: 'service.name=till' },
    { OTEL_RESOURCE_ATTRIBUTES: 'a=b, service.name=till' },
  ])('under the name that %j gives', (env) => {
    expect(telemetrySettings({ ...collector, ...env }, main)).not.toHaveProperty('OTEL_SERVICE_NAME')
  })
})

test.each([
  ['/srv/services/join/src/main.ts', 'join'],
  ['/srv/deploy/embedded/src/main.ts', 'embedded'],
  ['C:\\srv\\services\\join\\src\\main.ts', 'join'],
  ['/srv/tools/drain.ts', 'drain'],
  ['waitlist', 'waitlist'],
])('the process that runs %s is called %s', (file, name) => expect(serviceNameOf(file)).toBe(name))
