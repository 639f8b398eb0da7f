import type { Admin, Kafka } from 'kafkajs'

/** An admin that is connected when it is first needed. */
export interface LazyAdmin {
  get(): Promise<Admin>
  /** Lets go of it; the next to need one gets a fresh one. */
  drop(): Promise<void>
}

export function createLazyAdmin(client: Kafka): LazyAdmin {
  let current: Promise<Admin> | undefined

  async function connect(): Promise<Admin> {
    const admin = client.admin()
    try {
      await admin.connect()
      return admin
    } catch (failure) {
      current = undefined
      throw failure
    }
  }

  return {
    get() {
      current ??= connect()
      return current
    },
    async drop() {
      const old = current
      current = undefined
      await old?.then((admin) => admin.disconnect()).catch(() => {})
    },
  }
}
