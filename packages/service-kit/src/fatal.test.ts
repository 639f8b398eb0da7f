import { expect, test } from '@jest/globals'
import { ConfigError } from './config-error.ts'
import { fatalLine } from './fatal.ts'

test.each<[unknown, string]>([
  [new ConfigError('PORT is "x"'), 'Configuration: PORT is "x"'],
  [
    Object.assign(new Error('listen EADDRINUSE: 127.0.0.1:3000'), { code: 'EADDRINUSE' }),
    'The port is in use (listen EADDRINUSE: 127.0.0.1:3000); set PORT to another one',
  ],
  [Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL' }), 'HOST and PORT cannot be listened on (listen)'],
  [new Error('two\n  lines'), 'The start failed: two lines'],
  ['text', 'The start failed: text'],
  [undefined, 'The start failed: undefined'],
])('what stops a start (%j) is said in one line', (error, line) => {
  expect(fatalLine(error)).toBe(line)
})
