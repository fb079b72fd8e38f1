// BullMQ's part in the soak: node soak.mjs worker|producer REDIS_URL [LEDGER]. Does and notes what SoakWorker and SoakProducer
// do in Java. BULLMQ_HOME names a folder whose node_modules hold bullmq and ioredis.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(`${process.env.BULLMQ_HOME}/`);
const { DelayedError, FlowProducer, Queue, WaitingChildrenError, Worker } = require('bullmq');
const IORedis = require('ioredis');

const [role, url, ledgerFile] = process.argv.slice(2);
const trueNow = Date.now;
const CONCURRENCY = { mail: 10, parts: 6, reports: 3, ticks: 2 };
const COMMAND_TIMEOUT = 2_000;

// Handed to the kernel at once, so that it outlives the process.
const note = (file, what, ...words) => appendFileSync(file, `${what} ${trueNow()} ${words.join(' ')}\n`);

const connect = (more) => {
  const redis = new IORedis(url, {
    maxRetriesPerRequest: null, connectTimeout: COMMAND_TIMEOUT, retryStrategy: () => 100, keepAlive: 1_000, ...more,
  });
  redis.on('error', () => {}); // it is meant to be cut
  return redis;
};

function startWorkers() {
  const workers = Object.entries(CONCURRENCY).map(([queue, concurrency]) => {
    // A stalled connection is given up by its own ping; see the end of this file.
    const worker = new Worker(queue, (job, token) => run(queue, job, token), {
      connection: connect(), concurrency, lockDuration: 3_000, stalledInterval: 1_000, maxStalledCount: 1_000, drainDelay: 2,
    });
    worker.on('error', (error) => {
      console.error(trueNow(), queue, error.message);
      const lost = /(?:lock for job|for job) ([^\s.]+)/.exec(error.message);
      if (lost) {
        note(ledgerFile, 'LOST', queue, lost[1]);
      }
    });
    worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => note(ledgerFile, 'LOST', queue, id)));
    return [queue, worker];
  });
  return Object.fromEntries(workers);
}

async function isPutAside(queue, job, token) {
  const { key, way, values } = job.data;
  if (way === 'postpone' && job.attemptsStarted === 1) {
    await job.moveToDelayed(trueNow() + 100, token);
    return true;
  }
  if (way !== 'step' || Object.keys(await job.getChildrenValues()).length === values) {
    return false;
  }
  for (let n = 1; n <= values; n++) {
    const data = { key: `${key}-${n}`, ms: 5, failures: 0, values: -1, way: '' };
    await parts.add('soak', data, { jobId: data.key, parent: { id: job.id, queue: job.queueQualifiedName } });
  }
  return job.moveToWaitingChildren(token);
}

async function run(queue, job, token) {
  const words = [queue, job.id, job.data.key, job.attemptsMade];
  note(ledgerFile, 'START', ...words, job.attemptsStarted);
  try {
    if (await isPutAside(queue, job, token)) {
      note(ledgerFile, 'ASIDE', queue, job.id, job.attemptsStarted);
      throw job.data.way === 'step' ? new WaitingChildrenError() : new DelayedError();
    }
    if (job.data.ms > 0) {
      await sleep(job.data.ms);
    }
    if (job.data.values >= 0) {
      const found = Object.keys(await job.getChildrenValues()).length;
      if (found !== job.data.values) {
        note(ledgerFile, 'EARLY', queue, job.id, `${found}/${job.data.values}`);
      }
    }
    if (job.attemptsMade < job.data.failures) {
      throw new Error('as planned');
    }
  } catch (error) {
    if (error instanceof DelayedError || error instanceof WaitingChildrenError) {
      throw error;
    }
    note(ledgerFile, 'FAIL', ...words);
    throw error;
  }
  note(ledgerFile, 'END', ...words);
  return job.data.key;
}

class Producer {
  constructor() {
    this.open();
  }

  open() {
    this.connection?.disconnect();
    const connection = connect();
    this.connection = connection;
    this.queues = Object.fromEntries(Object.keys(CONCURRENCY).map((name) => [name, new Queue(name, { connection })]));
    this.flows = new FlowProducer({ connection });
    Object.values(this.queues).forEach((queue) => queue.on('error', () => {}));
    this.flows.on('error', () => {});
  }

  async round(name, plan, notes, started) {
    const done = new Set();
    const tried = new Set();
    if (existsSync(notes)) {
      for (const line of readFileSync(notes, 'utf8').split('\n')) {
        const [what, , n] = line.split(' ');
        (what === 'DONE' ? done : tried).add(n);
      }
    }
    for (const line of readFileSync(plan, 'utf8').split('\n').filter((text) => text)) {
      const operation = JSON.parse(line);
      const n = `${operation.n}`;
      if (!done.has(n) && (operation.careful || !tried.has(n))) {
        await sleep(Math.max(0, started + operation.at - trueNow()));
        note(notes, 'TRY', n);
        if (await this.performCarefully(operation, notes)) {
          note(notes, 'DONE', n);
        }
      }
    }
    console.log(`done ${name}`);
  }

  // ioredis sends again by itself what was under way when the connection broke. A script that Redis forgot it does not load
  // again for a transaction, which BullMQ adds flows and bulks with: such a producer fails until it connects anew.
  async performCarefully(operation, notes) {
    for (;;) {
      try {
        await this.perform(operation, notes);
        return true;
      } catch (error) {
        console.error(trueNow(), operation.op, error.message);
        note(notes, 'UNKNOWN', `${operation.n}`);
        if (!operation.careful) {
          return false;
        }
        if (error.message.includes('NOSCRIPT')) {
          this.open();
        }
        await sleep(20);
      }
    }
  }

  async perform(operation, notes) {
    const added = (job, id) => note(notes, 'ADDED', job.data.key, id);
    switch (operation.op) {
      case 'add':
        await Promise.all(operation.jobs.map(async (job) => {
          const handle = await this.queues[job.queueName].add(job.name, job.data, job.opts);
          added(job, handle.id);
        }));
        break;
      case 'bulk': {
        const handles = await this.queues.mail.addBulk(operation.jobs);
        handles.forEach((handle, n) => added(operation.jobs[n], handle.id));
        break;
      }
      case 'flow': {
        await this.flows.add(operation.jobs[0]);
        const nodes = [];
        const each = (job) => { nodes.push(job); (job.children ?? []).forEach(each); };
        each(operation.jobs[0]);
        // When Redis has forgotten the script of the children and not that of parents, BullMQ adds the parents alone, and says
        // that all went well. Nobody can be asked to keep what was never there.
        const there = await this.connection.exists(nodes.map((job) => `bull:${job.queueName}:${job.data.key}`));
        nodes.forEach((job) => (there === nodes.length ? added(job, job.data.key) : note(notes, 'TORN', job.data.key)));
        break;
      }
      case 'schedule': {
        const { scheduler, every, pattern } = operation;
        const opts = { removeOnComplete: 20, removeOnFail: 20 };
        const data = { key: scheduler, ms: 1, failures: 0, values: -1, way: '' };
        await this.queues.ticks.upsertJobScheduler(scheduler, every ? { every } : { pattern, tz: 'UTC' }, { name: 'tick', data, opts });
        break;
      }
      case 'unschedule':
        await this.queues.ticks.removeJobScheduler(operation.scheduler);
        break;
      case 'remove': // 0 when a worker holds it
        await this.queues.mail.remove(operation.id);
        break;
      case 'cancel': // BullMQ has none
        break;
      default: throw new Error(`unknown operation ${operation.op}`);
    }
  }
}

let offset = 0;
Date.now = () => trueNow() + offset;

const parts = role === 'worker' ? new Queue('parts', { connection: connect() }) : undefined;
parts?.on('error', () => {});
const workers = role === 'worker' ? startWorkers() : {};
const producer = role === 'producer' ? new Producer() : undefined;
process.on('unhandledRejection', (error) => console.error(trueNow(), 'unhandled', error));
process.on('SIGTERM', async () => {
  await Promise.race([Promise.all(Object.values(workers).map((worker) => worker.close())), sleep(2_000)]).catch(() => {});
  process.exit(143);
});
console.log('ready');

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const [command, ...words] = line.split(' ');
  if (command === 'clock') {
    offset = Number(words[0]);
    // BullMQ makes the next run of a scheduler by its own clock: with a wrong one it would be minutes away.
    if (offset === 0) {
      workers.ticks?.resume();
    } else {
      workers.ticks?.pause(true);
    }
  } else if (command === 'heap') {
    globalThis.gc?.();
    console.log(`heap ${words[0]} ${process.memoryUsage().heapUsed} 0`);
  } else if (command === 'round') {
    producer.round(words[0], words[1], words[2], Number(words[3])).catch((error) => console.log(`broken ${words[0]} ${error.stack}`));
  }
});
input.on('close', () => process.exit(70));
