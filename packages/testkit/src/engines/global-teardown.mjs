/** After the last test of a run: what the setup started is stopped. */
export default async () => {
  const { stopEngines } = /** @type {{ stopEngines?: () => Promise<void> }} */ (globalThis)
  await stopEngines?.()
}
