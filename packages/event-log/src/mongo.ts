export { createMongoLog, type MongoLogOptions } from './mongo/mongo-log.ts'
export { MongoStartError } from './mongo/start-error.ts'
export { type MongoOptions, type MongoStore, openMongo } from './mongo/store.ts'
