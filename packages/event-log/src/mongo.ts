export { despiteDuplicates } from './mongo/duplicates.ts'
export { createMongoLog } from './mongo/mongo-log.ts'
export { isOutage } from './mongo/outage.ts'
export { type MongoStore, openMongo } from './mongo/store.ts'
