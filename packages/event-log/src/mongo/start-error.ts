/** Why a process cannot work with its MongoDB: one line that says what to do. Never holds a secret. */
export class MongoStartError extends Error {
  override readonly name = 'MongoStartError'
}
