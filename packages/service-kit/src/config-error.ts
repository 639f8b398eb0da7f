/** A setting that stops the start. The message is one line that names the setting and says what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
