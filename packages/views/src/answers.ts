/** What a keyed request was answered with. */
export type KeptAnswer = {
  /** The command's: the same for the same caller, route and Idempotency-Key. */
  readonly id: string
  /** The HMAC of path and body: another one under the same id is a reused key. */
  readonly hash: string
  readonly status: number
  /** The body as it was sent, JSON. */
  readonly body: string
}

/**
 * The first answers to keyed requests that no single commit keeps: those that take several commits, are published
 * elsewhere, or change nothing. They are kept for good.
 */
export interface AnswerStore {
  find(id: string): Promise<KeptAnswer | undefined>
  /** Keeps an answer, durable before it resolves, unless one is kept under its id. Gives the one that is. */
  keep(answer: KeptAnswer): Promise<KeptAnswer>
}
