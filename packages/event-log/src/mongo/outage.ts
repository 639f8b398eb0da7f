import { MongoServerError } from 'mongodb'

/** Whether a failure says nothing of what was asked for: no server answered. */
export const isOutage = (failure: unknown): boolean => !(failure instanceof MongoServerError)
