import { expect, test } from '@jest/globals'
import { mayHaveRuntime } from './container-runtime.ts'

const none = () => false

test('a host without a socket has no runtime', () => {
  expect(mayHaveRuntime({}, none)).toBe(false)
})

test.each([
  ['/var/run/docker.sock', {}],
  ['/run/user/7/docker.sock', { XDG_RUNTIME_DIR: '/run/user/7' }],
])('%s may be one', (socket, env) => {
  expect(mayHaveRuntime(env, (path) => path === socket)).toBe(true)
})

test('so may what DOCKER_HOST names', () => {
  expect(mayHaveRuntime({ DOCKER_HOST: 'tcp://builder:2375' }, none)).toBe(true)
})
