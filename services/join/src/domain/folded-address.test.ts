import { describe, expect, test } from '@jest/globals'
import { foldedAddresses, foldedEmail, foldedPhone } from './folded-address.ts'

describe('one mailbox', () => {
  test.each([
    ['a+tag@gmail.com', 'a@gmail.com'],
    ['A.N.N@gmail.com', 'ann@googlemail.com'],
    ['a.n.n+x+y@Gmail.com', 'ann@gmail.com'],
    ['ann+x@outlook.com', 'ANN@outlook.com'],
    ['ann+x@hotmail.co.uk', 'ann@hotmail.co.uk'],
    ['ann+x@live.de', 'ann@live.de'],
    ['ann+x@me.com', 'ann@icloud.com'],
    ['ann+x@fastmail.com', 'ann@fastmail.com'],
    ['anything@ann.fastmail.com', 'ann@fastmail.com'],
    ['an-n.x_y+z@protonmail.com', 'annxy@proton.me'],
    ['ann@BÜCHER.example', 'ann@xn--bcher-kva.example'],
    ['Ann@own.example', 'ann@own.example'],
  ])('%s is %s', (one, other) => {
    expect(foldedEmail(one)).toBe(foldedEmail(other))
  })

  test.each([
    ['a+tag@own.example', 'a@own.example'],
    ['a.n.n@own.example', 'ann@own.example'],
    ['a.nn@outlook.com', 'ann@outlook.com'],
    ['ann@outlook.com', 'ann@hotmail.com'],
    ['ann@gmail.com', 'ann@gmail.com.example'],
    ['ann@gmail.com', 'bob@gmail.com'],
    ['+a@gmail.com', '+b@gmail.com'],
    ['ann@notgmail.com', 'a.nn@notgmail.com'],
  ])('%s is not %s', (one, other) => {
    expect(foldedEmail(one)).not.toBe(foldedEmail(other))
  })
})

test('one phone has one number, however it is written', () => {
  expect(foldedPhone('+4901701234567')).toBe('+491701234567')
  expect(foldedPhone('+49 (170) 123-4567')).toBe('+491701234567')
  expect(foldedPhone('+390612345678')).toBe('+390612345678')
  expect(foldedPhone('+491701234567')).not.toBe(foldedPhone('+491701234568'))
})

test('a contact has as many addresses as it gives', () => {
  expect(foldedAddresses({})).toEqual([])
  expect(foldedAddresses({ email: 'a+b@gmail.com', phone: '+4901701234567' })).toEqual([
    'email:a@gmail.com',
    'phone:+491701234567',
  ])
})
