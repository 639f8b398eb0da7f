import { afterEach, beforeEach } from '@jest/globals'
import { type DataFile, openDataFile } from '../src/sqlite/data-file.ts'
import { LOG_TABLES } from '../src/sqlite/schema.ts'
import { type DataFolder, dataFolder } from './data-folder.ts'

/** An empty data file with the log's tables for each test of a file. */
export function dataFileRig(): { readonly file: () => DataFile; reopen(): DataFile } {
  let data: DataFolder
  let file: DataFile
  beforeEach(() => {
    data = dataFolder()
    file = openDataFile(data.folder)
    file.exec(LOG_TABLES)
  })
  afterEach(() => {
    file.close()
    data.remove()
  })
  return {
    file: () => file,
    reopen() {
      file.close()
      file = openDataFile(data.folder)
      return file
    },
  }
}
