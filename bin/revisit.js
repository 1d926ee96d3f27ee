#!/usr/bin/env node
// The process runs in UTC: wall-clock time is always named with its zone.
process.env.TZ = 'UTC';
// A reader may leave early (… | head): what is left to say is then said to nobody.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const { main } = await import('../dist/cli.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('dist')) throw error;
  console.error('Revisit is not built yet: run "npm ci" (or "npm run build") in this folder first.');
  process.exit(1);
});
process.exitCode = await main(process.argv.slice(2));
