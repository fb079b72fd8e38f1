// The BullMQ side of the interop tests: requests as JSON lines on stdin, replies and events as JSON lines
// on stdout. README.md describes the protocol; the operations themselves are in peer/.
import { createInterface } from 'node:readline';
import { Bull } from './peer/bull.mjs';
import { operations } from './peer/operations.mjs';

const redisUrl = process.argv[2];
if (!redisUrl) {
  console.error('usage: node peer.mjs <redis url>');
  process.exit(2);
}

const write = (line) => process.stdout.write(JSON.stringify(line) + '\n');
const bull = new Bull(redisUrl, (event) => write(event));

const describe = (error) => ({
  message: error?.message ?? String(error),
  code: error?.code ?? null,
  name: error?.name ?? null,
});

// Requests run side by side: a reply comes when its operation is done, not in the order of the requests.
async function serve(line) {
  let request;
  try {
    request = JSON.parse(line);
  } catch (error) {
    write({ id: null, error: describe(error) });
    return;
  }
  try {
    const operation = operations[request.op];
    if (!operation) {
      throw new Error(`unknown op ${request.op}; known: ${Object.keys(operations).sort().join(', ')}`);
    }
    write({ id: request.id, ok: (await operation(bull, request)) ?? null });
  } catch (error) {
    write({ id: request.id, error: describe(error) });
  }
}

// BullMQ reports some faults only as rejections nobody awaits; the test must see them and the peer must live on.
process.on('unhandledRejection', (error) => write({ event: 'uncaught', ...describe(error) }));
process.on('uncaughtException', (error) => write({ event: 'uncaught', ...describe(error) }));
// Whoever started us is gone: leave as abruptly as it did.
process.stdout.on('error', () => process.exit(0));

const input = createInterface({ input: process.stdin, crlfDelay: Infinity });
input.on('line', (line) => line.trim() && serve(line));
input.on('close', () => process.exit(0));

bull.ready().then(
  (versions) => write({ event: 'ready', ...versions }),
  (error) => {
    write({ event: 'notReady', ...describe(error) });
    process.exit(1);
  },
);
