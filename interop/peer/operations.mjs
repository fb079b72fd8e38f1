// The operations of the protocol. Each takes the session and the request, and returns what goes into `ok`.
import { UnrecoverableError } from 'bullmq';
import { dump } from './dump.mjs';

/** A job as BullMQ's reader sees it, with state and log rows beside its own fields. */
async function describe(session, request, job) {
  if (!job) {
    return null;
  }
  const queue = await session.queue(request);
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

const describeAll = (session, request, jobs) =>
  Promise.all(jobs.map((job) => describe(session, request, job)));

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
function claimed(session, request) {
  const job = session.claimed.get(`${request.worker} ${request.job}`);
  if (!job) {
    throw new Error(`worker ${request.worker} has not claimed job ${request.job}`);
  }
  return job;
}

const producer = {
  open: async (session, r) => void (await session.queue(r, r.options)),
  add: async (session, r) => (await (await session.queue(r)).add(r.name, r.data, r.opts)).id,
  addBulk: async (session, r) => (await (await session.queue(r)).addBulk(r.jobs)).map((job) => job.id),
  addFlow: async (session, r) => describeTree(await session.flows(r).add(r.flow, r.opts)),
  getFlow: async (session, r) =>
    describeTree(await session.flows(r).getFlow({ queueName: r.queue, id: r.job, prefix: r.prefix, ...r.opts })),
  upsertJobScheduler: async (session, r) =>
    (await (await session.queue(r)).upsertJobScheduler(r.scheduler, r.repeat, r.template))?.id,
  removeJobScheduler: async (session, r) => (await session.queue(r)).removeJobScheduler(r.scheduler),
  getJobScheduler: async (session, r) => (await session.queue(r)).getJobScheduler(r.scheduler),
  getJobSchedulers: async (session, r) => (await session.queue(r)).getJobSchedulers(),
};

const wholeQueue = {
  pause: async (session, r) => (await session.queue(r)).pause(),
  resume: async (session, r) => (await session.queue(r)).resume(),
  isPaused: async (session, r) => (await session.queue(r)).isPaused(),
  isMaxed: async (session, r) => (await session.queue(r)).isMaxed(),
  getMeta: async (session, r) => (await session.queue(r)).getMeta(),
  getVersion: async (session, r) => (await session.queue(r)).getVersion(),
  counts: async (session, r) => (await session.queue(r)).getJobCounts(...(r.types ?? [])),
  countsPerPriority: async (session, r) => (await session.queue(r)).getCountsPerPriority(r.priorities),
  retryJobs: async (session, r) => (await session.queue(r)).retryJobs(r.opts),
  promoteJobs: async (session, r) => (await session.queue(r)).promoteJobs(r.opts),
  clean: async (session, r) => (await session.queue(r)).clean(r.grace ?? 0, r.limit ?? 0, r.type),
  drain: async (session, r) => (await session.queue(r)).drain(r.delayed ?? false),
  obliterate: async (session, r) => (await session.queue(r)).obliterate(r.opts),
  trimEvents: async (session, r) => (await session.queue(r)).trimEvents(r.max),
  getWorkers: async (session, r) => (await session.queue(r)).getWorkers(),
  setGlobalConcurrency: async (session, r) => (await session.queue(r)).setGlobalConcurrency(r.concurrency),
  removeGlobalConcurrency: async (session, r) => (await session.queue(r)).removeGlobalConcurrency(),
  getGlobalConcurrency: async (session, r) => (await session.queue(r)).getGlobalConcurrency(),
  setGlobalRateLimit: async (session, r) => (await session.queue(r)).setGlobalRateLimit(r.max, r.duration),
  removeGlobalRateLimit: async (session, r) => (await session.queue(r)).removeGlobalRateLimit(),
  getGlobalRateLimit: async (session, r) => (await session.queue(r)).getGlobalRateLimit(),
  rateLimit: async (session, r) => (await session.queue(r)).rateLimit(r.ms),
  getRateLimitTtl: async (session, r) => (await session.queue(r)).getRateLimitTtl(r.max),
  removeRateLimitKey: async (session, r) => (await session.queue(r)).removeRateLimitKey(),
  getMetrics: async (session, r) => (await session.queue(r)).getMetrics(r.type),
};

const oneJob = {
  getJob: async (session, r) => describe(session, r, await (await session.queue(r)).getJob(String(r.job))),
  getJobs: async (session, r) =>
    describeAll(
      session,
      r,
      await (await session.queue(r)).getJobs(r.type && [].concat(r.type), r.start ?? 0, r.end ?? -1, r.asc ?? false),
    ),
  getState: async (session, r) => (await session.queue(r)).getJobState(String(r.job)),
  getLogs: async (session, r) =>
    (await session.queue(r)).getJobLogs(String(r.job), r.start ?? 0, r.end ?? -1, r.asc ?? true),
  retry: async (session, r) => void (await (await session.job(r)).retry(r.state ?? 'failed', r.opts)),
  promote: async (session, r) => void (await (await session.job(r)).promote()),
  changeDelay: async (session, r) => void (await (await session.job(r)).changeDelay(r.delay)),
  changePriority: async (session, r) =>
    void (await (await session.job(r)).changePriority({ priority: r.priority, lifo: r.lifo })),
  remove: async (session, r) => (await session.queue(r)).remove(String(r.job), r.opts),
  updateData: async (session, r) => void (await (await session.job(r)).updateData(r.data)),
  updateProgress: async (session, r) => void (await (await session.queue(r)).updateJobProgress(String(r.job), r.value)),
  log: async (session, r) => (await session.queue(r)).addJobLog(String(r.job), r.row, r.keepLogs),
  clearLogs: async (session, r) => void (await (await session.job(r)).clearLogs(r.keep)),
  waitUntilFinished: async (session, r) => {
    const listener = await session.listener(r);
    return (await session.job(r)).waitUntilFinished(listener, r.ttl);
  },
};

const working = {
  startWorker: (session, r) => session.startWorker(r),
  stopWorker: async (session, r) => {
    await session.worker(r).close(r.force ?? false);
    session.workers.delete(r.worker);
  },
  pauseWorker: async (session, r) => session.worker(r).pause(r.doNotWaitActive ?? false),
  resumeWorker: async (session, r) => session.worker(r).resume(),
  openGate: async (session, r) => session.gate(String(r.gate)).open(),

  // By hand, with a worker started with {manual: true}
  getNextJob: async (session, r) => {
    const job = await session.worker(r).getNextJob(r.token, { block: r.block ?? false });
    if (job) {
      session.claimed.set(`${r.worker} ${job.id}`, job);
    }
    return describe(session, r, job);
  },
  startStalledCheckTimer: async (session, r) => session.worker(r).startStalledCheckTimer(),
  extendLock: async (session, r) => claimed(session, r).extendLock(r.token, r.duration),
  moveToCompleted: async (session, r) =>
    claimed(session, r).moveToCompleted(r.value, r.token, r.fetchNext ?? false),
  moveToFailed: async (session, r) => {
    const error = r.unrecoverable ? new UnrecoverableError(r.message) : new Error(r.message);
    return claimed(session, r).moveToFailed(error, r.token, r.fetchNext ?? false);
  },
  moveToDelayed: async (session, r) => void (await claimed(session, r).moveToDelayed(r.timestamp, r.token)),
  moveToWait: async (session, r) => claimed(session, r).moveToWait(r.token),
  moveToWaitingChildren: async (session, r) => claimed(session, r).moveToWaitingChildren(r.token, r.opts),
};

const watching = {
  startEvents: (session, r) => session.startEvents(r),
  takeEvents: (session, r) => session.record(r).take(r),
  dump: (session, r) => dump(session.redis, session.key(r), r),
  redis: (session, r) => session.redis.call(...r.command),
  close: (session, r) => session.close(r.force ?? true),
};

export const operations = { ...producer, ...wholeQueue, ...oneJob, ...working, ...watching };
