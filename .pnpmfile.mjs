/** @typedef {{ name: string, os?: string | string[], cpu?: string | string[] }} Manifest */

/** @param {string | string[]} [value] */
const list = (value) => (typeof value === 'string' ? [value] : value)

export const hooks = {
  /**
   * The packages that carry Node name their os and cpu as strings. pnpm 12 heeds only lists, and would fetch every platform.
   * @param {Manifest} pkg
   */
  readPackage: (pkg) =>
    /^node-(bin-)?(linux|darwin)-/.test(pkg.name) ? { ...pkg, os: list(pkg.os), cpu: list(pkg.cpu) } : pkg,
}
