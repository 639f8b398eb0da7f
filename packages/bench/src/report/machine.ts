import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** What a run was made on; numbers of two machines are not to be compared. */
export type Machine = {
  readonly cpu: string
  readonly cores: number
  /** GiB. */
  readonly memory: number
  readonly node: string
  readonly kernel: string
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? arch(),
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    kernel: `${type()} ${release()} ${arch()}`,
  }
}
