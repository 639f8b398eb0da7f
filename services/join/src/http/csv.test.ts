import { expect, test } from '@jest/globals'
import { csvRow } from './csv.ts'

test.each<[Parameters<typeof csvRow>[0], string]>([
  [['a', 1, true, undefined, ''], 'a,1,true,,'],
  [['a,b', 'say "no"', 'two\r\nlines'], '"a,b","say ""no""","two\r\nlines"'],
  [['=1+1', '+49 30', '-5', '@home'], "'=1+1,'+49 30,'-5,'@home"],
  [['\tx', '\rx', '\nx'], '"\'\tx","\'\rx","\'\nx"'],
  [['=HYPERLINK("http://x","y")'], '"\'=HYPERLINK(""http://x"",""y"")"'],
  [[-5, 'a=b', "'=1"], "-5,a=b,'=1"],
])('%j as a row', (cells, row) => {
  expect(csvRow(cells)).toBe(`${row}\r\n`)
})
