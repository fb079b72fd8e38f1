// What one peer process holds open: queues, workers, event listeners, and one plain Redis connection.
import { createRequire } from 'node:module';
import { FlowProducer, Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { processorFor } from './processor.mjs';
import { EventRecord } from './event-record.mjs';

const require = createRequire(import.meta.url);

/** `telemetry: true` among options stands for BullMQ's OpenTelemetry plug-in. */
async function traced(options) {
  return options.telemetry ? { ...options, telemetry: (await import('./telemetry.mjs')).plugin } : options;
}

export class Bull {
  constructor(redisUrl, emit) {
    this.redisUrl = redisUrl;
    this.emit = emit;
    this.redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
    this.redis.on('error', (error) => this.fault('redis', error));
    this.queues = new Map();
    this.workers = new Map();
    this.claimed = new Map();
    this.records = new Map();
    this.listeners = new Map();
    this.flowProducers = new Map();
    this.gates = new Map();
    this.nextWorker = 1;
  }

  async ready() {
    const info = await this.redis.info('server');
    return {
      node: process.version,
      bullmq: require('bullmq/package.json').version,
      redis: /redis_version:(\S+)/.exec(info)?.[1] ?? null,
      pid: process.pid,
    };
  }

  base(request) {
    return { connection: { url: this.redisUrl }, prefix: request.prefix ?? 'bull' };
  }

  key(request) {
    if (!request.queue) {
      throw new Error(`op ${request.op} needs a queue`);
    }
    return `${request.prefix ?? 'bull'}:${request.queue}`;
  }

  fault(source, error) {
    this.emit({ event: 'fault', source, message: error?.message ?? String(error), name: error?.name ?? null });
  }

  /** The Queue of a request, opened at its first use; `open` may give it options of its own before that. */
  async queue(request, options = {}) {
    const key = this.key(request);
    let queue = this.queues.get(key);
    if (!queue) {
      queue = new Queue(request.queue, { ...this.base(request), ...(await traced(options)) });
      queue.on('error', (error) => this.fault(`queue ${key}`, error));
      this.queues.set(key, queue);
    }
    await queue.waitUntilReady();
    return queue;
  }

  async job(request) {
    const queue = await this.queue(request);
    const job = await queue.getJob(String(request.job));
    if (!job) {
      throw new Error(`no job ${request.job} in ${this.key(request)}`);
    }
    return job;
  }

  async startWorker(request) {
    const id = request.worker ?? `w${this.nextWorker++}`;
    if (this.workers.has(id)) {
      throw new Error(`worker ${id} runs already`);
    }
    const { manual = false, behaviour, backoffDelays, sticksBeforeNextRun = false, ...options } = request.options ?? {};
    if (backoffDelays) {
      // The custom strategy of a worker, as data: the delay of the k-th retry, the last one repeated.
      options.settings = {
        backoffStrategy: (attempt) => backoffDelays[Math.min(attempt, backoffDelays.length) - 1],
      };
    }
    Object.assign(options, await traced(options));
    if (sticksBeforeNextRun) {
      options.connection = this.stickingConnection(request, (job) =>
        this.emit({ event: 'worker', worker: id, queue: request.queue, type: 'stuck', job }),
      );
    }
    const processor = manual ? undefined : processorFor(this, id, request, behaviour);
    const worker = new Worker(request.queue, processor, { ...this.base(request), ...options });
    this.workers.set(id, worker);
    this.report(worker, id);
    await worker.waitUntilReady();
    return { worker: id };
  }

  /** A connection that goes silent for good when it is to ask for the next run of a job scheduler: the run before is claimed. */
  stickingConnection(request, stuck) {
    const connection = new Redis(this.redisUrl, { maxRetriesPerRequest: null });
    connection.on('error', (error) => this.fault('sticking connection', error));
    const send = connection.sendCommand.bind(connection);
    let silent = false;
    connection.sendCommand = (command, ...more) => {
      const producer = command.args.find((value) => /^repeat:.+:\d+$/.test(value));
      if (!silent && producer && command.args.includes(`${this.key(request)}:repeat`)) {
        silent = true;
        stuck(producer);
      }
      return silent ? new Promise(() => {}) : send(command, ...more);
    };
    return connection;
  }

  report(worker, id) {
    const say = (type, rest) => this.emit({ event: 'worker', worker: id, queue: worker.name, type, ...rest });
    worker.on('active', (job) => say('active', { job: job.id }));
    worker.on('completed', (job, result) => say('completed', { job: job.id, result: result ?? null }));
    worker.on('failed', (job, error) => say('failed', { job: job?.id ?? null, message: error?.message ?? null }));
    worker.on('progress', (job, value) => say('progress', { job: job.id, value }));
    worker.on('stalled', (job) => say('stalled', { job }));
    worker.on('drained', () => say('drained'));
    worker.on('lockRenewalFailed', (jobs) => say('lockRenewalFailed', { jobs }));
    worker.on('closed', () => say('closed'));
    worker.on('error', (error) => say('error', { message: error?.message ?? String(error) }));
  }

  worker(request) {
    const worker = this.workers.get(request.worker);
    if (!worker) {
      throw new Error(`no worker ${request.worker}; running: ${[...this.workers.keys()].join(', ') || 'none'}`);
    }
    return worker;
  }

  /** Recording starts at the beginning of the stream, so that a test cannot miss what happened before. */
  async startEvents(request) {
    const key = this.key(request);
    if (this.records.has(key)) {
      return;
    }
    const listener = new QueueEvents(request.queue, {
      ...this.base(request),
      lastEventId: request.lastEventId ?? '0',
      blockingTimeout: request.blockingTimeout ?? 1000,
    });
    const record = new EventRecord(listener, (entry) =>
      this.emit({ event: 'queueEvent', queue: request.queue, ...entry }),
    );
    listener.on('error', (error) => this.fault(`events ${key}`, error));
    this.records.set(key, record);
    await listener.waitUntilReady();
  }

  record(request) {
    const record = this.records.get(this.key(request));
    if (!record) {
      throw new Error(`no events are recorded for ${this.key(request)}; start with startEvents`);
    }
    return record;
  }

  /** The listener of waitUntilFinished, which hears only what happens from now on. */
  async listener(request) {
    const key = this.key(request);
    let listener = this.listeners.get(key);
    if (!listener) {
      listener = new QueueEvents(request.queue, this.base(request));
      listener.on('error', (error) => this.fault(`listener ${key}`, error));
      this.listeners.set(key, listener);
    }
    await listener.waitUntilReady();
    return listener;
  }

  flows(request) {
    const prefix = request.prefix ?? 'bull';
    let flows = this.flowProducers.get(prefix);
    if (!flows) {
      flows = new FlowProducer(this.base(request));
      flows.on('error', (error) => this.fault('flows', error));
      this.flowProducers.set(prefix, flows);
    }
    return flows;
  }

  /** A gate holds a job until the test opens it, so that no test has to guess how long a job should run. */
  gate(name) {
    let gate = this.gates.get(name);
    if (!gate) {
      gate = {};
      gate.opened = new Promise((resolve) => (gate.open = resolve));
      this.gates.set(name, gate);
    }
    return gate;
  }

  async close(force) {
    await Promise.all([...this.workers.values()].map((worker) => worker.close(force)));
    await Promise.all([...this.records.values()].map((record) => record.listener.close()));
    await Promise.all([...this.listeners.values()].map((listener) => listener.close()));
    await Promise.all([...this.flowProducers.values()].map((flows) => flows.close()));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }
}
