export { createGatewayProxy, type GatewayProxy } from './proxy/proxy.ts'
export { createGatewayService } from './service.ts'
