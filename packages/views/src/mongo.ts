export { createMongoPeople } from './mongo/mongo-people.ts'
export { createMongoViews } from './mongo/mongo-views.ts'
