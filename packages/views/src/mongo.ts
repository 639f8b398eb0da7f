export { createMongoAnswers } from './mongo/mongo-answers.ts'
export { createMongoPeople } from './mongo/mongo-people.ts'
export { clearMongoView, createMongoViews } from './mongo/mongo-views.ts'
export { publishPeopleAgain } from './mongo/people-again.ts'
