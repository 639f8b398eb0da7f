export * from './channels/memory-channel.ts'
export * from './channels/notice-channel.ts'
export * from './channels/outbox.ts'
export * from './service.ts'
