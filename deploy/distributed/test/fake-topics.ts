// The job that makes the topics, as far as whoever runs it can tell.
const { FAULTS = '' } = process.env

if (FAULTS.includes('no-topics')) {
  process.stderr.write('no broker\n')
  process.exitCode = 1
} else {
  process.stdout.write('made\n')
}
