import { freePorts } from '@waitlist/native/ports'
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers'
import { images } from './images.ts'
import type { ContainedEngine } from './run-engines.ts'

type Started = { readonly container: StartedTestContainer; readonly url: string }

// A broker tells its clients where it is, so its port is chosen before it starts.
async function startKafka(): Promise<Started> {
  const { info } = await getContainerRuntimeClient()
  const port = await freePorts(1)
  const url = `${info.containerRuntime.host}:${port}`
  const container = await new GenericContainer(images.kafka)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'OUTSIDE://:9092,INSIDE://:19092,CONTROLLER://:29093',
      KAFKA_ADVERTISED_LISTENERS: `OUTSIDE://${url},INSIDE://localhost:19092`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:29093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
    .start()
  return { container, url }
}

const becomePrimary = `rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: '127.0.0.1:27017' }] })
  while (!db.hello().isWritablePrimary) sleep(50)`

async function startMongo(): Promise<Started> {
  const container = await new GenericContainer(images.mongo)
    .withExposedPorts(27017)
    .withCommand(['mongod', '--replSet', 'rs0', '--bind_ip_all'])
    .withWaitStrategy(Wait.forLogMessage('Waiting for connections'))
    .start()
  const { exitCode, output } = await container.exec(['mongosh', '--quiet', '--eval', becomePrimary])
  if (exitCode !== 0) {
    await container.stop()
    throw new Error(`mongo: the replica set did not come up: ${output.trim()}`)
  }
  const url = `mongodb://${container.getHost()}:${container.getMappedPort(27017)}/?replicaSet=rs0&directConnection=true`
  return { container, url }
}

async function startRedis(): Promise<Started> {
  const container = await new GenericContainer(images.redis)
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
    .start()
  return { container, url: `redis://${container.getHost()}:${container.getMappedPort(6379)}` }
}

const starts: Readonly<Record<ContainedEngine, () => Promise<Started>>> = {
  kafka: startKafka,
  mongo: startMongo,
  redis: startRedis,
}

/** Starts an engine in a container. Rejects when there is no container runtime, or no image. */
export async function startContainer(name: ContainedEngine): Promise<{ url: string; stop(): Promise<void> }> {
  const { container, url } = await starts[name]()
  return { url, stop: async () => void (await container.stop()) }
}
