// BullMQ as a contender: node bullmq.mjs REDIS_URL. One JSON request a line on standard input, one JSON reply a line on
// standard output. BULLMQ_HOME names a folder whose node_modules hold bullmq and ioredis.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(`${process.env.BULLMQ_HOME}/`);
const { FlowProducer, Queue, Worker } = require('bullmq');
const IORedis = require('ioredis');

const url = process.argv[2];
const QUEUE = 'bench';
const connect = () => new IORedis(url, { maxRetriesPerRequest: null });

// The same payload and options as the Java side's Mail and AddPlan.
const mail = (n, filler) => ({
  n, user: 'u-123456', template: 'welcome', to: 'someone@example.com', vars: { a: 1, b: filler, c: [1, 2, 3] },
});
const options = (plan, n) => ({
  PLAIN: {}, DELAYED: { delay: 3_600_000 + n }, PRIORITIZED: { priority: 1 + (n % 10) }, RETRIED: { attempts: 3 },
})[plan.kind];

async function add(plan) {
  const connection = connect();
  const queue = new Queue(QUEUE, { connection });
  await queue.waitUntilReady();
  const filler = 'x'.repeat(plan.fillerBytes);
  const cost = await measured(async () => {
    if (plan.bulk) {
      for (let from = 0; from < plan.jobs; from += plan.inFlight) {
        const jobs = [];
        for (let n = from; n < Math.min(plan.jobs, from + plan.inFlight); n++) {
          jobs.push({ name: 'n', data: mail(n, filler), opts: options(plan, n) });
        }
        await queue.addBulk(jobs);
      }
    } else {
      let next = 0;
      await Promise.all(Array.from({ length: plan.inFlight }, async () => {
        while (next < plan.jobs) {
          const n = next++;
          await queue.add('n', mail(n, filler), options(plan, n));
        }
      }));
    }
  });
  await queue.close();
  connection.disconnect();
  return cost;
}

// Runs jobs until so many have ended; how often each of the line runs is counted.
function counting(jobs, line = jobs, runsEach = 1) {
  const runs = new Uint32Array(line);
  let open = jobs;
  let finished;
  const done = new Promise((resolve) => { finished = resolve; });
  return {
    ran: (n) => ++runs[n],
    ended: () => { if (--open === 0) finished(); },
    done,
    // Those that were left in line have not run at all.
    wrong: () => {
      const ran = runs.filter((each) => each > 0);
      return ran.filter((each) => each !== runsEach).length + Math.max(0, jobs - ran.length);
    },
  };
}

function worker(queue, counter, connection, more, fails = () => false) {
  const started = new Worker(queue, async (job) => {
    if (fails(counter.ran(job.data.n))) {
      throw new Error('as planned');
    }
    return 1;
  }, { connection, ...more });
  started.on('completed', counter.ended);
  started.on('error', (error) => console.error(error));
  return started;
}

async function work(plan) {
  const connection = connect();
  const counter = counting(plan.jobs, plan.line, plan.failures + 1);
  let started;
  const cost = await measured(async () => {
    started = worker(QUEUE, counter, connection, {
      concurrency: plan.concurrency, ...(plan.end === 'REMOVED' ? { removeOnComplete: { count: 0 } } : {}),
    }, (run) => plan.end === 'FAILED' || run <= plan.failures);
    if (plan.end === 'FAILED') {
      started.on('failed', counter.ended);
    }
    await counter.done;
  });
  await started.close();
  connection.disconnect();
  return { ...cost, wrong: counter.wrong() };
}

async function flows({ flows, children, concurrency }) {
  const connection = connect();
  const counter = counting(flows * (children + 1));
  const producer = new FlowProducer({ connection: connect() });
  let started;
  const cost = await measured(async () => {
    started = worker(QUEUE, counter, connection, { concurrency });
    for (let flow = 0; flow < flows; flow++) {
      const first = flow * (children + 1);
      await producer.add({
        name: 'n',
        queueName: QUEUE,
        data: mail(first, ''),
        children: Array.from({ length: children }, (_, at) =>
          ({ name: 'n', queueName: QUEUE, data: mail(first + at + 1, '') })),
      });
    }
    await counter.done;
  });
  await started.close();
  await producer.close();
  connection.disconnect();
  return { ...cost, wrong: counter.wrong() };
}

async function startLatencies({ samples }) {
  const connection = connect();
  const queue = new Queue(QUEUE, { connection: connect() });
  let begin;
  const started = new Worker(QUEUE, async () => begin(performance.now()), { connection });
  await started.waitUntilReady();
  await queue.waitUntilReady();
  const latencies = [];
  for (let n = -20; n < samples; n++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const start = new Promise((resolve) => { begin = resolve; });
    const added = performance.now();
    queue.add('n', mail(n, ''));
    const millis = await start - added;
    if (n >= 0) latencies.push(millis); // the first ones open connections and compile code
  }
  await started.close();
  await queue.close();
  connection.disconnect();
  return { latencies };
}

// Microseconds of each call, of which each waits for the one before.
async function oneByOne(times, call) {
  const micros = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    await call(n);
    micros.push((performance.now() - start) * 1e3);
  }
  return { micros };
}

async function pings({ times }) {
  const connection = connect();
  const result = await oneByOne(times, () => connection.ping());
  connection.disconnect();
  return result;
}

async function adds({ times }) {
  const connection = connect();
  const queue = new Queue(QUEUE, { connection });
  await queue.waitUntilReady();
  const result = await oneByOne(times, (n) => queue.add('n', mail(n, '')));
  await queue.close();
  connection.disconnect();
  return result;
}

// None ends before all have begun.
async function sleepAtOnce({ jobs }) {
  const connection = connect();
  let asleep = 0;
  let completed = 0;
  let allAsleep;
  let started;
  const result = {};
  const cost = await measured(async () => {
    const start = performance.now();
    const wake = new Promise((resolve) => { allAsleep = resolve; });
    await new Promise((resolve) => {
      started = new Worker(QUEUE, async () => {
        if (++asleep === jobs) {
          result.allAsleepMillis = performance.now() - start;
          allAsleep();
        }
        await wake;
      }, { connection, concurrency: jobs });
      started.on('completed', () => { if (++completed === jobs) resolve(); });
      started.on('error', (error) => console.error(error));
    });
    result.allEndedMillis = performance.now() - start;
  });
  await started.close();
  connection.disconnect();
  return { ...cost, ...result };
}

let idle;
async function startIdle({ seconds }) {
  const connection = connect();
  const started = new Worker(QUEUE, async () => 1, { connection, drainDelay: seconds });
  await started.waitUntilReady();
  idle = async () => {
    await started.close();
    connection.disconnect();
  };
  return {};
}

async function stopIdle() {
  await idle();
  return {};
}

async function manyQueues({ queues, jobsEach }) {
  const counter = counting(queues * jobsEach);
  const shared = connect();
  const open = [];
  const cost = await measured(async () => {
    for (let q = 0; q < queues; q++) {
      open.push(worker(`${QUEUE}-${q}`, counter, shared, { concurrency: 5 }));
    }
    for (let q = 0; q < queues; q++) {
      const queue = new Queue(`${QUEUE}-${q}`, { connection: shared });
      open.push(queue);
      for (let n = 0; n < jobsEach; n++) {
        queue.add('n', mail(q * jobsEach + n, ''));
      }
    }
    await counter.done;
  });
  await Promise.all(open.map((each) => each.close()));
  shared.disconnect();
  return { ...cost, wrong: counter.wrong() };
}

// What BullMQ itself reads of a queue, whoever wrote it.
async function read({ queue, ids }) {
  const connection = connect();
  const reader = new Queue(queue, { connection });
  const counts = await reader.getJobCounts();
  const jobs = await Promise.all(ids.map(async (id) => {
    const job = await reader.getJob(id);
    return job ? { id, state: await job.getState(), returnvalue: job.returnvalue } : { id, state: 'none' };
  }));
  await reader.close();
  connection.disconnect();
  return { counts, jobs };
}

async function measured(run) {
  const before = process.cpuUsage();
  await run();
  const used = process.cpuUsage(before);
  return { cpuMicros: used.user + used.system };
}

const operations = {
  add, work, flows, manyQueues, startLatencies, pings, adds, sleepAtOnce, startIdle, stopIdle, read,
};
for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...request } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ reply: await operations[op](request) }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack ?? error) }));
  }
}
process.exit(0);
