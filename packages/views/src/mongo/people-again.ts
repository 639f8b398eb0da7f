import type { MongoStore } from '@waitlist/event-log/mongo'

/** Makes everybody pending again, as for a topic that is new: it is to hold the last word about each. Gives how many. */
export async function publishPeopleAgain({ db }: Pick<MongoStore, 'db'>): Promise<number> {
  const { matchedCount } = await db.collection('people').updateMany({}, { $set: { pending: true } })
  return matchedCount
}
