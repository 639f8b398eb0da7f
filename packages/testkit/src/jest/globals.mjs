import { given } from './given.mjs'

/**
 * A function that others may keep longer than a test file lasts (modules are loaded once for all files of a worker): each
 * call goes to what the file that runs now was given.
 * @param {() => any} read
 * @returns {any}
 */
const follow = (read) =>
  new Proxy(() => {}, {
    apply: (_, self, args) => Reflect.apply(read(), self, args),
    get: (_, key) => (typeof read()[key] === 'function' ? follow(() => read()[key]) : read()[key]),
  })

export const afterAll = follow(() => given().afterAll)
export const afterEach = follow(() => given().afterEach)
export const beforeAll = follow(() => given().beforeAll)
export const beforeEach = follow(() => given().beforeEach)
export const describe = follow(() => given().describe)
export const expect = follow(() => given().expect)
export const jest = follow(() => given().jest)
export const test = follow(() => given().test)
