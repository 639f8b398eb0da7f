import kafkajs from 'kafkajs'

/** The length of what follows, seven bits a byte, and then all of it as one literal: snappy without the compression. */
function literal(bytes: Buffer): Buffer {
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest)
      break
    }
    length.push((rest & 0x7f) | 0x80)
  }
  const last = bytes.length - 1
  return Buffer.concat([Buffer.from([...length, 61 << 2, last & 0xff, last >> 8]), bytes])
}

/** Lets kafkajs write records as other clients write them by habit. Reading stays beyond it. */
export function writeSnappy(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  const original = CompressionCodecs[CompressionTypes.Snappy]
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: async ({ buffer }: { readonly buffer: Buffer }) => literal(buffer),
    decompress: async (bytes: Buffer) =>
      (original() as { decompress(bytes: Buffer): Promise<Buffer> }).decompress(bytes),
  })
}
