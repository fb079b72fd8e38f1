// The operations of the protocol. Each takes what the peer holds open and the request, and returns what goes into `ok`.
import { QueueEventsProducer, UnrecoverableError } from 'bullmq';
import { dump } from './dump.mjs';
import { families } from './flows.mjs';
import { partitionsOf } from './partitions.mjs';

/** A job as BullMQ's reader sees it, with state and log rows beside its own fields. */
async function describe(bull, request, job) {
  if (!job) {
    return null;
  }
  const queue = await bull.queue(request);
  const { logs } = await queue.getJobLogs(job.id);
  return {
    id: job.id,
    name: job.name,
    data: job.data ?? null,
    opts: job.opts,
    state: await job.getState(),
    timestamp: job.timestamp,
    delay: job.delay,
    priority: job.priority,
    progress: job.progress,
    returnvalue: job.returnvalue ?? null,
    failedReason: job.failedReason ?? null,
    stacktrace: job.stacktrace ?? [],
    attemptsMade: job.attemptsMade,
    attemptsStarted: job.attemptsStarted,
    stalledCounter: job.stalledCounter,
    processedOn: job.processedOn ?? null,
    finishedOn: job.finishedOn ?? null,
    processedBy: job.processedBy ?? null,
    deferredFailure: job.deferredFailure ?? null,
    parent: job.parent ?? null,
    parentKey: job.parentKey ?? null,
    deduplicationId: job.deduplicationId ?? null,
    repeatJobKey: job.repeatJobKey ?? null,
    logs,
  };
}

const describeAll = (bull, request, jobs) =>
  Promise.all(jobs.map((job) => describe(bull, request, job)));

function describeTree(node) {
  return (
    node && {
      id: node.job.id,
      name: node.job.name,
      queue: node.job.queueName,
      children: (node.children ?? []).map(describeTree),
    }
  );
}

/** A job claimed by getNextJob; it must be finished through the very object that holds the lock. */
function claimed(bull, request) {
  const job = bull.claimed.get(`${request.worker} ${request.job}`);
  if (!job) {
    throw new Error(`worker ${request.worker} has not claimed job ${request.job}`);
  }
  return job;
}

const producer = {
  open: async (bull, r) => void (await bull.queue(r, r.options)),
  add: async (bull, r) => (await (await bull.queue(r)).add(r.name, r.data, r.opts)).id,
  addBulk: async (bull, r) => (await (await bull.queue(r)).addBulk(r.jobs)).map((job) => job.id),
  addFlow: async (bull, r) => describeTree(await bull.flows(r).add(r.flow, r.opts)),
  getFlow: async (bull, r) =>
    describeTree(await bull.flows(r).getFlow({ queueName: r.queue, id: r.job, prefix: r.prefix, ...r.opts })),
  upsertJobScheduler: async (bull, r) =>
    (await (await bull.queue(r)).upsertJobScheduler(r.scheduler, r.repeat, r.template))?.id,
  removeJobScheduler: async (bull, r) => (await bull.queue(r)).removeJobScheduler(r.scheduler),
  getJobScheduler: async (bull, r) => (await bull.queue(r)).getJobScheduler(r.scheduler),
  getJobSchedulers: async (bull, r) => (await bull.queue(r)).getJobSchedulers(r.start, r.end, r.asc),
  getJobSchedulersCount: async (bull, r) => (await bull.queue(r)).getJobSchedulersCount(),
  removeOrphanedJobs: async (bull, r) => (await bull.queue(r)).removeOrphanedJobs(),
};

const RealDate = Date;

/** BullMQ sends the clock of its process with each operation; a test may hold it at an instant, null lets it go on. */
const clock = {
  setClock: async (bull, r) => {
    globalThis.Date =
      r.at === null
        ? RealDate
        : class extends RealDate {
            constructor(...given) {
              super(...(given.length === 0 ? [r.at] : given));
            }

            static now() {
              return r.at;
            }
          };
  },
};

const wholeQueue = {
  pause: async (bull, r) => (await bull.queue(r)).pause(),
  resume: async (bull, r) => (await bull.queue(r)).resume(),
  isPaused: async (bull, r) => (await bull.queue(r)).isPaused(),
  isMaxed: async (bull, r) => (await bull.queue(r)).isMaxed(),
  getMeta: async (bull, r) => (await bull.queue(r)).getMeta(),
  getVersion: async (bull, r) => (await bull.queue(r)).getVersion(),
  counts: async (bull, r) => (await bull.queue(r)).getJobCounts(...(r.types ?? [])),
  countsPerPriority: async (bull, r) => (await bull.queue(r)).getCountsPerPriority(r.priorities),
  retryJobs: async (bull, r) => (await bull.queue(r)).retryJobs(r.opts),
  promoteJobs: async (bull, r) => (await bull.queue(r)).promoteJobs(r.opts),
  clean: async (bull, r) => (await bull.queue(r)).clean(r.grace ?? 0, r.limit ?? 0, r.type),
  drain: async (bull, r) => (await bull.queue(r)).drain(r.delayed ?? false),
  obliterate: async (bull, r) => (await bull.queue(r)).obliterate(r.opts),
  trimEvents: async (bull, r) => (await bull.queue(r)).trimEvents(r.max),
  getWorkers: async (bull, r) => (await bull.queue(r)).getWorkers(),
  setGlobalConcurrency: async (bull, r) => (await bull.queue(r)).setGlobalConcurrency(r.concurrency),
  removeGlobalConcurrency: async (bull, r) => (await bull.queue(r)).removeGlobalConcurrency(),
  getGlobalConcurrency: async (bull, r) => (await bull.queue(r)).getGlobalConcurrency(),
  setGlobalRateLimit: async (bull, r) => (await bull.queue(r)).setGlobalRateLimit(r.max, r.duration),
  removeGlobalRateLimit: async (bull, r) => (await bull.queue(r)).removeGlobalRateLimit(),
  getGlobalRateLimit: async (bull, r) => (await bull.queue(r)).getGlobalRateLimit(),
  rateLimit: async (bull, r) => (await bull.queue(r)).rateLimit(r.ms),
  getRateLimitTtl: async (bull, r) => (await bull.queue(r)).getRateLimitTtl(r.max),
  removeRateLimitKey: async (bull, r) => (await bull.queue(r)).removeRateLimitKey(),
  count: async (bull, r) => (await bull.queue(r)).count(),
  getDelayedCount: async (bull, r) => (await bull.queue(r)).getDelayedCount(r.before),
  getRanges: async (bull, r) => (await bull.queue(r)).getRanges(r.types, r.start, r.end, r.asc),
  publishEvent: async (bull, r) => {
    const producer = new QueueEventsProducer(r.queue, bull.base(r));
    try {
      await producer.publishEvent(r.fields, r.max);
    } finally {
      await producer.close();
    }
  },
  recordJobCountsMetric: async (bull, r) => (await bull.queue(r)).recordJobCountsMetric(),
  getMetrics: async (bull, r) => (await bull.queue(r)).getMetrics(r.type, r.start, r.end),
  exportPrometheusMetrics: async (bull, r) => (await bull.queue(r)).exportPrometheusMetrics(r.labels),
};

const oneJob = {
  getJob: async (bull, r) => describe(bull, r, await (await bull.queue(r)).getJob(String(r.job))),
  getJobs: async (bull, r) =>
    describeAll(
      bull,
      r,
      await (await bull.queue(r)).getJobs(r.type && [].concat(r.type), r.start ?? 0, r.end ?? -1, r.asc ?? false),
    ),
  getState: async (bull, r) => (await bull.queue(r)).getJobState(String(r.job)),
  getLogs: async (bull, r) =>
    (await bull.queue(r)).getJobLogs(String(r.job), r.start ?? 0, r.end ?? -1, r.asc ?? true),
  retry: async (bull, r) => void (await (await bull.job(r)).retry(r.state ?? 'failed', r.opts)),
  promote: async (bull, r) => void (await (await bull.job(r)).promote()),
  changeDelay: async (bull, r) => void (await (await bull.job(r)).changeDelay(r.delay)),
  changePriority: async (bull, r) =>
    void (await (await bull.job(r)).changePriority({ priority: r.priority, lifo: r.lifo })),
  remove: async (bull, r) => (await bull.queue(r)).remove(String(r.job), r.opts),
  getDeduplicationJobId: async (bull, r) => (await bull.queue(r)).getDeduplicationJobId(r.deduplication),
  removeDeduplicationKey: async (bull, r) => (await bull.queue(r)).removeDeduplicationKey(r.deduplication),
  removeDeduplicationKeyOfJob: async (bull, r) => (await bull.job(r)).removeDeduplicationKey(),
  updateData: async (bull, r) => void (await (await bull.job(r)).updateData(r.data)),
  updateProgress: async (bull, r) => void (await (await bull.queue(r)).updateJobProgress(String(r.job), r.value)),
  log: async (bull, r) => (await bull.queue(r)).addJobLog(String(r.job), r.row, r.keepLogs),
  clearLogs: async (bull, r) => void (await (await bull.job(r)).clearLogs(r.keep)),
  waitUntilFinished: async (bull, r) => {
    const listener = await bull.listener(r);
    return (await bull.job(r)).waitUntilFinished(listener, r.ttl);
  },
};

const working = {
  startWorker: (bull, r) => bull.startWorker(r),
  stopWorker: async (bull, r) => {
    await bull.worker(r).close(r.force ?? false);
    bull.workers.delete(r.worker);
  },
  pauseWorker: async (bull, r) => bull.worker(r).pause(r.doNotWaitActive ?? false),
  resumeWorker: async (bull, r) => bull.worker(r).resume(),
  openGate: async (bull, r) => bull.gate(String(r.gate)).open(),

  // By hand, with a worker started with {manual: true}
  getNextJob: async (bull, r) => {
    const job = await bull.worker(r).getNextJob(r.token, { block: r.block ?? false });
    if (job) {
      bull.claimed.set(`${r.worker} ${job.id}`, job);
    }
    return describe(bull, r, job);
  },
  startStalledCheckTimer: async (bull, r) => bull.worker(r).startStalledCheckTimer(),
  extendLock: async (bull, r) => claimed(bull, r).extendLock(r.token, r.duration),
  moveToCompleted: async (bull, r) =>
    claimed(bull, r).moveToCompleted(r.value, r.token, r.fetchNext ?? false),
  moveToFailed: async (bull, r) => {
    const error = r.unrecoverable ? new UnrecoverableError(r.message) : new Error(r.message);
    return claimed(bull, r).moveToFailed(error, r.token, r.fetchNext ?? false);
  },
  moveToDelayed: async (bull, r) => void (await claimed(bull, r).moveToDelayed(r.timestamp, r.token)),
  moveToWait: async (bull, r) => claimed(bull, r).moveToWait(r.token),
  moveToWaitingChildren: async (bull, r) => claimed(bull, r).moveToWaitingChildren(r.token, r.opts),
};

const watching = {
  startEvents: (bull, r) => bull.startEvents(r),
  takeEvents: (bull, r) => bull.record(r).take(r),
  takeSpans: async (bull, r) => (await import('./telemetry.mjs')).takeSpans(r.queue),
  telemetryMetrics: async (bull, r) => (await import('./telemetry.mjs')).metricsOf(r.queue),
  partitionsOf: (bull, r) => partitionsOf(r),

  dump: (bull, r) => dump(bull.redis, bull.key(r), r),
  redis: (bull, r) => bull.redis.call(...r.command),
  close: (bull, r) => bull.close(r.force ?? true),
};

export const operations = { ...producer, ...families, ...clock, ...wholeQueue, ...oneJob, ...working, ...watching };
