/** An engine that can run on this host without Docker. */
export type Engine = {
  /** The port it has unless told otherwise: its own, by custom. */
  readonly port: number
  /** Where it is when all engines are moved, counted from ENGINES_PORT_BASE. */
  readonly offset: number
  /** How many ports it takes, from the first on. */
  span(brokers: number): number
  /** What those who use it have to be told. */
  variables(port: number, brokers: number): Readonly<Record<string, string>>
}

export type EngineName = 'kafka' | 'mongo' | 'redis' | 'aws'

const one = () => 1

export const engines: Readonly<Record<EngineName, Engine>> = {
  kafka: {
    port: 9092,
    offset: 0,
    // Each broker is a controller too, on a port of its own.
    span: (brokers) => 2 * brokers,
    variables: (port, brokers) => ({
      KAFKA_BROKERS: Array.from({ length: brokers }, (_, i) => `127.0.0.1:${port + i}`).join(),
      ...(brokers > 1 ? { KAFKA_REPLICATION: `${brokers}` } : {}),
    }),
  },
  mongo: {
    port: 27017,
    offset: 10,
    span: one,
    variables: (port) => ({ MONGO_URL: `mongodb://127.0.0.1:${port}/?replicaSet=rs0&directConnection=true` }),
  },
  redis: {
    port: 6379,
    offset: 20,
    span: one,
    variables: (port) => ({ REDIS_URL: `redis://127.0.0.1:${port}` }),
  },
  aws: {
    port: 4566,
    offset: 30,
    span: one,
    // The stand-in takes any key, but the SDK wants one.
    variables: (port) => ({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    }),
  },
}

export const engineNames = Object.keys(engines) as EngineName[]

export const isEngineName = (text: string): text is EngineName => Object.hasOwn(engines, text)
