// The cron side of the differential test: questions as JSON lines on stdin, {"pattern","zone","from"} with from in ms;
// for each, in order, a line on stdout: {"next":ms} or {"error":text}. cron-parser is what BullMQ evaluates patterns with.
import { createInterface } from 'node:readline';
import { CronExpressionParser } from 'cron-parser';

function answer({ pattern, zone, from }) {
  try {
    const next = CronExpressionParser.parse(pattern, { tz: zone, currentDate: new Date(from) }).next();
    return { next: next.getTime() };
  } catch (error) {
    return { error: error.message };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + '\n');
}
