import { existsSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/**
 * Whether it is worth to look for a container runtime: a few files are looked for, while testcontainers takes a second to
 * load. It looks in the same places.
 */
export function mayHaveRuntime(env: Env = process.env, exists: (path: string) => boolean = existsSync): boolean {
  if (env.DOCKER_HOST) return true
  const home = homedir()
  return [
    join(home, '.testcontainers.properties'),
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    `/run/user/${userInfo().uid}/docker.sock`,
  ].some(exists)
}
