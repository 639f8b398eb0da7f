/** The data folder or the data file cannot be used; nothing of it was touched. The message is one line for a person. */
export class DataFileError extends Error {
  override readonly name: string = 'DataFileError'
}

/** Another process holds the data folder. */
export class DataFolderBusyError extends DataFileError {
  override readonly name = 'DataFolderBusyError'
}

/** The text of whatever was thrown, on one line. */
export function reasonOf(error: unknown): string {
  const message = (error as { readonly message?: unknown } | undefined)?.message ?? error
  return String(message).replace(/\s*\n\s*/g, ' ')
}
