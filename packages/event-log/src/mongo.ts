export { createMongoLog } from './mongo/mongo-log.ts'
export { type MongoStore, openMongo } from './mongo/store.ts'
